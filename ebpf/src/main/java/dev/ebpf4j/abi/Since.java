package dev.ebpf4j.abi;

/// The first kernel that has each command of bpf(2) and each type of map, program, attachment and
/// link, such as `5.6`. Empty for what is not known here.
public final class Since {

  private static final String[] MAP_TYPES =
      words(
          "",
          "3.19 3.19 4.2 4.3 4.6 4.6 4.6 4.8 4.10 4.10 4.11 4.12 4.12 4.14 4.14 4.15 4.18 4.18 4.19",
          "4.19 4.20 4.20 4.20 5.2 5.4 5.6 5.8 5.10 5.11 5.16 6.1 6.2 6.9 6.19");

  private static final String[] PROGRAM_TYPES =
      words(
          "",
          "3.19 4.1 4.1 4.1 4.7 4.8 4.9 4.10 4.10 4.10 4.10 4.10 4.13 4.14 4.15 4.17 4.17 4.17 4.18",
          "4.18 4.19 4.20 5.2 5.2 5.3 5.5 5.6 5.6 5.7 5.9 5.14 6.4");

  private static final String[] ATTACH_TYPES =
      words(
          "4.10",
          "4.10 4.10 4.13 4.14 4.14 4.15 4.17 4.17 4.17 4.17 4.17 4.17 4.17 4.18 4.18 4.18 4.20",
          "5.2 5.2 5.2 5.3 5.3 5.5 5.5 5.5 5.7 5.7 5.8 5.8 5.8 5.8 5.8 5.8 5.9 5.9 5.9 5.9 5.13 5.14",
          "5.14 5.15 5.18 6.0 6.4 6.4 6.6 6.6 6.6 6.7 6.7 6.7 6.7 6.7 6.7 6.7 6.10 6.13");

  private static final String[] LINK_TYPES =
      words("", "5.8 5.8 5.8 5.8 5.8 5.9 5.15 5.18 6.4 6.4 6.6 6.6 6.7 6.10");

  private Since() {}

  /// @param first the first word, which may be empty
  private static String[] words(String first, String... lines) {
    return (first + " " + String.join(" ", lines)).split(" ");
  }

  private static String of(String[] versions, int index) {
    return index >= 0 && index < versions.length ? versions[index] : "";
  }

  /// The first kernel that has a command of bpf(2).
  ///
  /// @param name its name in the kernel, such as `BPF_MAP_FREEZE`
  public static String command(String name) {
    for (int command = 0; !BpfCommand.since(command).isEmpty(); command++) {
      if (BpfCommand.name(command).equals(name)) {
        return BpfCommand.since(command);
      }
    }
    return "";
  }

  /// The first kernel that has maps of this type.
  ///
  /// @param type see [MapType]
  public static String mapType(int type) {
    return of(MAP_TYPES, type);
  }

  /// The first kernel that has programs of this type.
  ///
  /// @param type see [ProgramType]
  public static String programType(int type) {
    return of(PROGRAM_TYPES, type);
  }

  /// The first kernel that has attachments of this type.
  ///
  /// @param type see [AttachType]
  public static String attachType(int type) {
    return of(ATTACH_TYPES, type);
  }

  /// The first kernel that has links of this type.
  ///
  /// @param type see [LinkType]
  public static String linkType(int type) {
    return of(LINK_TYPES, type);
  }
}
