package dev.ebpf4j.sys;

/// The system calls that the library makes, with their numbers on x86-64
/// (arch/x86/entry/syscalls/syscall_64.tbl) and arm64 (scripts/syscall.tbl).
public enum Call {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  LSEEK(8, 62),
  MMAP(9, 222),
  MPROTECT(10, 226),
  MUNMAP(11, 215),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  IOCTL(16, 29),
  PREAD64(17, 67),
  GETPID(39, 172),
  SOCKET(41, 198),
  CONNECT(42, 203),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SENDMSG(46, 211),
  RECVMSG(47, 212),
  BIND(49, 200),
  GETSOCKNAME(51, 204),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  KILL(62, 129),
  UNAME(63, 160),
  FCNTL(72, 25),
  FTRUNCATE(77, 46),
  GETEUID(107, 175),
  CAPGET(125, 90),
  CAPSET(126, 91),
  STATFS(137, 43),
  FSTATFS(138, 44),
  PRCTL(157, 167),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  GETTID(186, 178),
  SCHED_SETAFFINITY(203, 122),
  SCHED_GETAFFINITY(204, 123),
  GETDENTS64(217, 61),
  CLOCK_GETTIME(228, 113),
  EPOLL_CTL(233, 21),
  ADD_KEY(248, 217),
  OPENAT(257, 56),
  MKDIRAT(258, 34),
  UNLINKAT(263, 35),
  READLINKAT(267, 78),
  FACCESSAT(269, 48),
  PPOLL(271, 73),
  UNSHARE(272, 97),
  EPOLL_PWAIT(281, 22),
  SIGNALFD4(289, 74),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  PIPE2(293, 59),
  PERF_EVENT_OPEN(298, 241),
  PRLIMIT64(302, 261),
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  SETNS(308, 268),
  MEMFD_CREATE(319, 279),
  BPF(321, 280),
  STATX(332, 291),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438);

  private final int x86;
  private final int arm64;

  Call(int x86, int arm64) {
    this.x86 = x86;
    this.arm64 = arm64;
  }

  /// The number on x86-64.
  public int onX86() {
    return x86;
  }

  /// The number on arm64.
  public int onArm64() {
    return arm64;
  }

  /// Whether EINTR means "try again". Not so for close, whose descriptor is gone even then
  /// (close(2), notes), for connect, which goes on by itself, and for waiting, where the caller may
  /// want to look at why it was woken.
  public boolean restarts() {
    return this != CLOSE && this != CONNECT && this != PPOLL && this != EPOLL_PWAIT;
  }
}
