package dev.ebpf4j.abi;

/// Offsets of `struct perf_event_attr` (include/uapi/linux/perf_event.h).
public final class PerfEventAttr {
  /// Bytes up to the end of the last field known here.
  public static final int STRUCT_SIZE = 136;

  public static final int TYPE = 0;
  public static final int SIZE = 4;
  public static final int CONFIG = 8;
  public static final int SAMPLE_PERIOD = 16;
  public static final int SAMPLE_FREQ = 16;
  public static final int SAMPLE_TYPE = 24;
  public static final int READ_FORMAT = 32;
  public static final int WAKEUP_EVENTS = 48;
  public static final int WAKEUP_WATERMARK = 48;
  public static final int BP_TYPE = 52;
  public static final int BP_ADDR = 56;
  public static final int KPROBE_FUNC = 56;
  public static final int UPROBE_PATH = 56;
  public static final int CONFIG1 = 56;
  public static final int BP_LEN = 64;
  public static final int KPROBE_ADDR = 64;
  public static final int PROBE_OFFSET = 64;
  public static final int CONFIG2 = 64;
  public static final int BRANCH_SAMPLE_TYPE = 72;
  public static final int SAMPLE_REGS_USER = 80;
  public static final int SAMPLE_STACK_USER = 88;
  public static final int CLOCKID = 92;
  public static final int SAMPLE_REGS_INTR = 96;
  public static final int AUX_WATERMARK = 104;
  public static final int SAMPLE_MAX_STACK = 108;
  public static final int AUX_SAMPLE_SIZE = 112;
  public static final int AUX_ACTION = 116;
  /// Since Linux 5.13.
  public static final int SIG_DATA = 120;
  /// Since Linux 6.3.
  public static final int CONFIG3 = 128;

  /// The 64-bit word of one-bit flags, the lowest of which is `disabled`.
  public static final int FLAGS = 40;

  private PerfEventAttr() {}
}
