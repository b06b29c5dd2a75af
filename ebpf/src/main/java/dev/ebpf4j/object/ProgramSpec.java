package dev.ebpf4j.object;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Assembly;
import dev.ebpf4j.insn.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program that can be loaded: its code and what the kernel is told about it.
///
/// @param function its code; functions that it calls are separate, see [ProgramLinker]
/// @param section the section's name without a leading `?`
/// @param autoload whether it is loaded with its object; `?` before the section's name says no
/// @param type number of the program type, see [ProgramType]; 0 if the section's name says nothing
/// @param expectedAttachType number of the attach type, see [dev.ebpf4j.abi.AttachType]
/// @param flags flags of BPF_PROG_LOAD, see [BpfFlag]
/// @param kind what the section's name says, null if nothing
/// @param license as the object states it, empty if it does not
/// @param kernelVersion what section `version` states, 0 without it
public record ProgramSpec(
    FunctionSpec function,
    String section,
    boolean autoload,
    int type,
    int expectedAttachType,
    int flags,
    @Nullable SectionKind kind,
    String license,
    int kernelVersion) {

  /// A program written by hand, named `prog`.
  ///
  /// @param type see [ProgramType]
  /// @param license such as `GPL`; some helpers may be called under a compatible one only
  /// @param items instructions, labels and loads of maps by name
  public static ProgramSpec of(int type, String license, Item... items) {
    Assembly assembly = Assembler.assemble(items);
    List<Relocation> relocations = new ArrayList<>();
    for (Assembly.Reference reference : assembly.references()) {
      relocations.add(new Relocation.NamedMap(reference.slot(), reference.symbol()));
    }
    FunctionSpec function =
        new FunctionSpec("prog", "", 0, 0, true, false, assembly.code(), relocations);
    return new ProgramSpec(function, "", true, type, 0, 0, null, license, 0);
  }

  /// A program that takes type, attach type and flags from its section's name.
  static ProgramSpec inSection(FunctionSpec function, String license, int kernelVersion) {
    boolean optional = function.section().startsWith("?");
    String section = optional ? function.section().substring(1) : function.section();
    ProgramSpec plain =
        new ProgramSpec(
            function, section, !optional, ProgramType.UNSPEC, 0, 0, null, license, kernelVersion);
    SectionKind kind = SectionTable.find(section);
    return kind == null ? plain : plain.withKind(kind);
  }

  /// Name of the program: of its function.
  public String name() {
    return function.name();
  }

  /// What follows the kind in the section's name, such as `syscalls/sys_enter_getpid`; empty if
  /// nothing does.
  public String attachTarget() {
    SectionKind row = kind;
    return row == null ? "" : row.target(section);
  }

  /// The same program under another name.
  public ProgramSpec withName(String name) {
    FunctionSpec f = function;
    return withFunction(
        new FunctionSpec(
            name,
            f.section(),
            f.sectionIndex(),
            f.sectionSlot(),
            f.global(),
            f.hidden(),
            f.code(),
            f.relocations()));
  }

  /// The same program with other code.
  public ProgramSpec withFunction(FunctionSpec other) {
    return new ProgramSpec(
        other, section, autoload, type, expectedAttachType, flags, kind, license, kernelVersion);
  }

  /// The same program, loaded with its object or not.
  public ProgramSpec withAutoload(boolean load) {
    return new ProgramSpec(
        function, section, load, type, expectedAttachType, flags, kind, license, kernelVersion);
  }

  /// The same program as another type.
  public ProgramSpec withType(int programType, int attachType) {
    return new ProgramSpec(
        function, section, autoload, programType, attachType, flags, kind, license, kernelVersion);
  }

  /// The same program with other flags for BPF_PROG_LOAD.
  public ProgramSpec withFlags(int other) {
    return new ProgramSpec(
        function, section, autoload, type, expectedAttachType, other, kind, license, kernelVersion);
  }

  /// Whether the section's name says enough to attach the program.
  public boolean attachesByName() {
    SectionKind known = kind;
    if (known == null || known.programType() != type) {
      return false;
    }
    return switch (known.hook()) {
      case NONE -> false;
      case TRACING, LSM, ITERATOR -> true;
      case KPROBE,
          KPROBE_MULTI,
          KPROBE_SESSION,
          KSYSCALL,
          UPROBE,
          UPROBE_MULTI,
          USDT,
          TRACEPOINT,
          RAW_TRACEPOINT,
          TRACING_MULTI ->
          !attachTarget().isEmpty();
    };
  }

  /// The same program as if its section had a name of this kind.
  public ProgramSpec withKind(SectionKind other) {
    int kept = flags & ~(BpfFlag.SLEEPABLE | BpfFlag.XDP_HAS_FRAGS);
    int sleepable = other.sleepable() ? BpfFlag.SLEEPABLE : 0;
    int frags = other.xdpFrags() ? BpfFlag.XDP_HAS_FRAGS : 0;
    return new ProgramSpec(
        function,
        section,
        autoload,
        other.programType(),
        other.attachType(),
        kept | sleepable | frags,
        other,
        license,
        kernelVersion);
  }
}
