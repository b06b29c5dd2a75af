package dev.ebpf4j.sys;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a path stands for, from statx(2).
///
/// @param mode type and permissions, as in `st_mode`
/// @param device number of the device, in the C library's 64-bit encoding
/// @param inode number of the file on its device
/// @param mountId id of the mount it lies on, as in /proc/self/mountinfo; since Linux 5.8
public record Stat(int mode, long device, long inode, long sizeBytes, long mountId) {

  /// STATX_BASIC_STATS and STATX_MNT_ID.
  static final int WANTED = 0x7ff | 0x1000;

  private static final int TYPE_MASK = 0xf000;

  static Stat read(MemorySegment statx) {
    int major = statx.get(ValueLayout.JAVA_INT, 136);
    int minor = statx.get(ValueLayout.JAVA_INT, 140);
    return new Stat(
        statx.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
        device(major, minor),
        statx.get(ValueLayout.JAVA_LONG, 32),
        statx.get(ValueLayout.JAVA_LONG, 40),
        statx.get(ValueLayout.JAVA_LONG, 144));
  }

  /// `makedev` of the C library.
  private static long device(int major, int minor) {
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }

  public boolean isDirectory() {
    return (mode & TYPE_MASK) == 0x4000;
  }

  public boolean isRegular() {
    return (mode & TYPE_MASK) == 0x8000;
  }
}
