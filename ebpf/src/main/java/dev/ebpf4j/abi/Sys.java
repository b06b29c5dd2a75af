package dev.ebpf4j.abi;

/// Numbers that system calls other than bpf(2) take; the same on x86-64 and arm64.
public final class Sys {
  // openat, fcntl (include/uapi/asm-generic/fcntl.h)
  public static final int AT_FDCWD = -100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int F_DUPFD_CLOEXEC = 1030;

  // mmap (include/uapi/asm-generic/mman-common.h)
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_FIXED_NOREPLACE = 0x100000;
  public static final int MAP_ANONYMOUS = 0x20;

  // mount (include/uapi/linux/mount.h)
  public static final int MS_RDONLY = 1;
  public static final int MS_BIND = 4096;
  public static final int MS_REC = 16384;
  public static final int MS_PRIVATE = 1 << 18;
  public static final int MNT_DETACH = 2;

  // magic numbers of file systems, unsigned 32 bits (include/uapi/linux/magic.h)
  public static final long BPF_FS_MAGIC = 0xcafe4a11L;
  public static final long TRACEFS_MAGIC = 0x74726163;
  public static final long PROC_SUPER_MAGIC = 0x9fa0;
  public static final long CGROUP2_SUPER_MAGIC = 0x63677270;

  // clock_gettime (include/uapi/linux/time.h)
  public static final int CLOCK_REALTIME = 0;
  public static final int CLOCK_MONOTONIC = 1;
  public static final int CLOCK_BOOTTIME = 7;

  // prlimit64 (include/uapi/asm-generic/resource.h)
  public static final int RLIMIT_MEMLOCK = 8;
  public static final long RLIM_INFINITY = -1;

  // epoll, poll (include/uapi/linux/eventpoll.h)
  public static final int EPOLLIN = 1;
  public static final int POLLIN = 1;
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CLOEXEC = O_CLOEXEC;

  // capabilities (include/uapi/linux/capability.h)
  public static final int CAP_NET_ADMIN = 12;
  public static final int CAP_SYS_ADMIN = 21;
  public static final int CAP_SYS_RESOURCE = 24;
  public static final int CAP_PERFMON = 38;
  public static final int CAP_BPF = 39;

  private Sys() {}
}
