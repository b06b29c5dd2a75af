package dev.ebpf4j.abi;

/// Commands of bpf(2), `enum bpf_cmd` (include/uapi/linux/bpf.h), and the first kernel that has
/// each.
public final class BpfCommand {
  public static final int MAP_CREATE = 0;
  public static final int MAP_LOOKUP_ELEM = 1;
  public static final int MAP_UPDATE_ELEM = 2;
  public static final int MAP_DELETE_ELEM = 3;
  public static final int MAP_GET_NEXT_KEY = 4;
  public static final int PROG_LOAD = 5;
  /// Since Linux 4.4.
  public static final int OBJ_PIN = 6;
  /// Since Linux 4.4.
  public static final int OBJ_GET = 7;
  /// Since Linux 4.10.
  public static final int PROG_ATTACH = 8;
  /// Since Linux 4.10.
  public static final int PROG_DETACH = 9;
  /// Since Linux 4.12.
  public static final int PROG_TEST_RUN = 10;
  /// Since Linux 4.13.
  public static final int PROG_GET_NEXT_ID = 11;
  /// Since Linux 4.13.
  public static final int MAP_GET_NEXT_ID = 12;
  /// Since Linux 4.13.
  public static final int PROG_GET_FD_BY_ID = 13;
  /// Since Linux 4.13.
  public static final int MAP_GET_FD_BY_ID = 14;
  /// Since Linux 4.13.
  public static final int OBJ_GET_INFO_BY_FD = 15;
  /// Since Linux 4.15.
  public static final int PROG_QUERY = 16;
  /// Since Linux 4.17.
  public static final int RAW_TRACEPOINT_OPEN = 17;
  /// Since Linux 4.18.
  public static final int BTF_LOAD = 18;
  /// Since Linux 4.18.
  public static final int BTF_GET_FD_BY_ID = 19;
  /// Since Linux 4.18.
  public static final int TASK_FD_QUERY = 20;
  /// Since Linux 4.20.
  public static final int MAP_LOOKUP_AND_DELETE_ELEM = 21;
  /// Since Linux 5.2.
  public static final int MAP_FREEZE = 22;
  /// Since Linux 5.4.
  public static final int BTF_GET_NEXT_ID = 23;
  /// Since Linux 5.6.
  public static final int MAP_LOOKUP_BATCH = 24;
  /// Since Linux 5.6.
  public static final int MAP_LOOKUP_AND_DELETE_BATCH = 25;
  /// Since Linux 5.6.
  public static final int MAP_UPDATE_BATCH = 26;
  /// Since Linux 5.6.
  public static final int MAP_DELETE_BATCH = 27;
  /// Since Linux 5.7.
  public static final int LINK_CREATE = 28;
  /// Since Linux 5.7.
  public static final int LINK_UPDATE = 29;
  /// Since Linux 5.8.
  public static final int LINK_GET_FD_BY_ID = 30;
  /// Since Linux 5.8.
  public static final int LINK_GET_NEXT_ID = 31;
  /// Since Linux 5.8.
  public static final int ENABLE_STATS = 32;
  /// Since Linux 5.8.
  public static final int ITER_CREATE = 33;
  /// Since Linux 5.9.
  public static final int LINK_DETACH = 34;
  /// Since Linux 5.10.
  public static final int PROG_BIND_MAP = 35;
  /// Since Linux 6.9.
  public static final int TOKEN_CREATE = 36;
  /// Since Linux 6.17.
  public static final int PROG_STREAM_READ_BY_FD = 37;

  private BpfCommand() {}

  /// The kernel's name of `command`, such as `BPF_MAP_CREATE`; the number for one not known.
  public static String name(int command) {
    return command >= 0 && command < Names.TEXT.length
        ? Names.TEXT[command]
        : "bpf command " + command;
  }

  /// The first kernel that has `command`, such as `5.6`; empty for one not known.
  public static String since(int command) {
    return command >= 0 && command < Names.SINCE.length ? Names.SINCE[command] : "";
  }

  /// Apart, so that only a run that meets an error pays for the table.
  private static final class Names {
    static final String[] TEXT = {
      "BPF_MAP_CREATE",
      "BPF_MAP_LOOKUP_ELEM",
      "BPF_MAP_UPDATE_ELEM",
      "BPF_MAP_DELETE_ELEM",
      "BPF_MAP_GET_NEXT_KEY",
      "BPF_PROG_LOAD",
      "BPF_OBJ_PIN",
      "BPF_OBJ_GET",
      "BPF_PROG_ATTACH",
      "BPF_PROG_DETACH",
      "BPF_PROG_TEST_RUN",
      "BPF_PROG_GET_NEXT_ID",
      "BPF_MAP_GET_NEXT_ID",
      "BPF_PROG_GET_FD_BY_ID",
      "BPF_MAP_GET_FD_BY_ID",
      "BPF_OBJ_GET_INFO_BY_FD",
      "BPF_PROG_QUERY",
      "BPF_RAW_TRACEPOINT_OPEN",
      "BPF_BTF_LOAD",
      "BPF_BTF_GET_FD_BY_ID",
      "BPF_TASK_FD_QUERY",
      "BPF_MAP_LOOKUP_AND_DELETE_ELEM",
      "BPF_MAP_FREEZE",
      "BPF_BTF_GET_NEXT_ID",
      "BPF_MAP_LOOKUP_BATCH",
      "BPF_MAP_LOOKUP_AND_DELETE_BATCH",
      "BPF_MAP_UPDATE_BATCH",
      "BPF_MAP_DELETE_BATCH",
      "BPF_LINK_CREATE",
      "BPF_LINK_UPDATE",
      "BPF_LINK_GET_FD_BY_ID",
      "BPF_LINK_GET_NEXT_ID",
      "BPF_ENABLE_STATS",
      "BPF_ITER_CREATE",
      "BPF_LINK_DETACH",
      "BPF_PROG_BIND_MAP",
      "BPF_TOKEN_CREATE",
      "BPF_PROG_STREAM_READ_BY_FD",
    };
    static final String[] SINCE = {
      "3.18", "3.18", "3.18", "3.18", "3.18", "3.18", "4.4", "4.4", "4.10", "4.10", "4.12", "4.13",
      "4.13", "4.13", "4.13", "4.13", "4.15", "4.17", "4.18", "4.18", "4.18", "4.20", "5.2", "5.4",
      "5.6", "5.6", "5.6", "5.6", "5.7", "5.7", "5.8", "5.8", "5.8", "5.8", "5.9", "5.10", "6.9",
      "6.17",
    };
  }
}
