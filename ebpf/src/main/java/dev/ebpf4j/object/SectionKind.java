package dev.ebpf4j.object;

/// What a section name says about the programs in it: one row of [SectionTable].
///
/// @param name the name as it stands in the table, without the `+` of [#takesTarget]
/// @param takesTarget whether `name/target` belongs to this row too, not only `name` alone
/// @param programType number of the program type
/// @param attachType number of the expected attach type, 0 where the type has none
/// @param hook what the programs can be attached to without further information
/// @param traits bits of [SectionTable#SLEEPABLE] and its neighbours
public record SectionKind(
    String name, boolean takesTarget, int programType, int attachType, Hook hook, int traits) {

  /// How a program attaches when nothing but its section name is known.
  public enum Hook {
    /// More is needed than a name: a device, a cgroup, a socket map, a file descriptor.
    NONE,
    KPROBE,
    KPROBE_MULTI,
    KPROBE_SESSION,
    KSYSCALL,
    UPROBE,
    UPROBE_MULTI,
    USDT,
    TRACEPOINT,
    RAW_TRACEPOINT,
    TRACING,
    TRACING_MULTI,
    LSM,
    ITERATOR
  }

  /// Whether `section` (without a leading `?`) is named by this row.
  boolean matches(String section) {
    if (!section.startsWith(name)) {
      return false;
    }
    return section.length() == name.length()
        || (takesTarget && section.charAt(name.length()) == '/');
  }

  /// The part of `section` behind `name/`; empty if there is none.
  public String target(String section) {
    return section.length() > name.length() + 1 ? section.substring(name.length() + 1) : "";
  }

  /// Programs may sleep (`.s` sections and `syscall`).
  public boolean sleepable() {
    return (traits & SectionTable.SLEEPABLE) != 0;
  }

  /// The attach type may be left out on kernels that do not know it.
  public boolean attachTypeOptional() {
    return (traits & SectionTable.ATTACH_TYPE_OPTIONAL) != 0;
  }

  /// The target is a BTF type or function whose id the kernel wants at load time.
  public boolean attachesByBtf() {
    return (traits & SectionTable.ATTACH_BTF) != 0;
  }

  /// XDP programs that accept packets of several buffers.
  public boolean xdpFrags() {
    return (traits & SectionTable.XDP_FRAGS) != 0;
  }

  /// Return probes and the other kinds that fire when a function ends.
  public boolean atReturn() {
    return (traits & SectionTable.RETURN) != 0;
  }

  /// Programs that run both at entry and at return.
  public boolean session() {
    return hook == Hook.KPROBE_SESSION || (traits & SectionTable.SESSION) != 0;
  }

  /// The name as error messages list it: with `+` if a target may follow.
  String listed() {
    return takesTarget ? name + '+' : name;
  }
}
