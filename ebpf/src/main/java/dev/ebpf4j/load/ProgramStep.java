package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrProgBindMap;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.object.ContextArguments;
import dev.ebpf4j.object.InfoRecords;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramLinker;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.SectionKind;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Loads the programs of an object whose maps are there.
final class ProgramStep {

  private final Kernel kernel;
  private final Loaded loaded;
  private final ObjectSpec object;
  private final LoadOptions options;
  private final LoadLog log;
  private final KernelTypes types;
  private final Externs externs;
  private final ProgramPatcher patcher;
  private final ProgramLoader loader;
  private final @Nullable ContextArguments contexts;
  private final int token;
  private final Map<String, AttachTarget> structMembers = new HashMap<>();
  private final Map<String, Integer> memberIndexes = new HashMap<>();
  private final Set<String> unused = new HashSet<>();

  ProgramStep(
      Loaded loaded,
      LoadOptions options,
      KernelTypes types,
      Externs externs,
      JumpTables tables,
      MemoryLimit limit,
      Collection<StructOps> structOps,
      @Nullable ContextArguments contexts,
      int token) {
    this.kernel = loaded.kernel();
    this.loaded = loaded;
    this.object = loaded.object();
    this.options = options;
    this.log = options.log();
    this.types = types;
    this.externs = externs;
    this.contexts = contexts;
    this.token = token;
    this.patcher = new ProgramPatcher(loaded, externs, tables);
    this.loader = new ProgramLoader(kernel, log, limit, options.logLevel());
    for (StructOps fitted : structOps) {
      for (StructOps.Pointer pointer : fitted.pointers()) {
        structMembers.put(
            pointer.program(), new AttachTarget(fitted.kernelType(), fitted.moduleBtf()));
        memberIndexes.put(pointer.program(), pointer.member());
      }
      unused.addAll(fitted.unusedPrograms());
    }
  }

  /// Loads all that are to be loaded.
  ///
  /// @throws VerifierException for the first that the kernel refuses
  void load() {
    try {
      for (ProgramSpec program : object.programs()) {
        boolean wanted = program.autoload() && !unused.contains(program.name());
        loaded.add(new LoadedProgram(program, wanted ? load(program) : null));
      }
    } catch (LoadException e) {
      log.warn("failed to load object '" + object.path() + "'");
      throw e;
    }
  }

  private Fd load(ProgramSpec program) {
    LinkedProgram linked = ProgramLinker.link(object, program, log);
    giveContexts(linked.functionInfo(), program.type());
    AttachTarget target = target(program);
    Fd btf = loaded.btf();
    boolean described = btf != null && !linked.functionInfo().isEmpty();
    ByteOrder order = object.order();
    ProgramAttributes attributes =
        new ProgramAttributes(
            program.name(),
            program.type(),
            memberIndexes.getOrDefault(program.name(), program.expectedAttachType()),
            flags(program),
            program.license(),
            program.kernelVersion(),
            patcher.patch(linked),
            described && btf != null ? btf.number() : -1,
            new ProgramAttributes.Records(
                linked.functionInfo().toByteArray(order), linked.functionInfo().recordSize()),
            new ProgramAttributes.Records(
                linked.lineInfo().toByteArray(order), linked.lineInfo().recordSize()),
            target.btfId(),
            target.fd(),
            device(program),
            externs.functionModules(),
            token);
    Fd fd;
    try {
      fd = loader.load(attributes, explainer(linked));
    } catch (VerifierException e) {
      throw explained(program, e);
    }
    try {
      bindConstants(fd, program);
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
    return fd;
  }

  /// A kernel that does not know what a program is to be attached to says nothing, or something
  /// else.
  private VerifierException explained(ProgramSpec program, VerifierException refused) {
    int type = program.expectedAttachType();
    if (refused.errno() != Errno.EINVAL || type == 0) {
      return refused;
    }
    try {
      if (types.hasAttachType(type)) {
        return refused;
      }
    } catch (LoadException _) {
      return refused; // without types the kernel tells nothing more
    }
    String problem = "this kernel has no attach type '" + AttachType.name(type) + "'";
    return new VerifierException(program.name(), problem, refused.log(), refused.errno());
  }

  /// The main program's own type stays: nobody calls it.
  private void giveContexts(InfoRecords functions, int programType) {
    for (int i = 1; contexts != null && i < functions.count(); i++) {
      functions.set(i, 1, contexts.function(functions.word(i, 1), programType));
    }
  }

  private LogFixer explainer(LinkedProgram program) {
    return new PoisonExplainer(
        (number, instruction) -> patcher.explain(program, number, instruction));
  }

  private AttachTarget target(ProgramSpec program) {
    AttachTarget member = structMembers.get(program.name());
    if (member != null) {
      return member;
    }
    LoadOptions.ProgramTarget other = options.attachPrograms().get(program.name());
    if (other != null) {
      return AttachTarget.inProgram(kernel, other);
    }
    SectionKind kind = program.kind();
    boolean byBtf = kind != null && kind.attachesByBtf() && kind.programType() == program.type();
    return byBtf ? AttachTarget.find(program, types, log) : AttachTarget.NONE;
  }

  private int flags(ProgramSpec program) {
    boolean wantsMetadata = options.metadataDevice() != 0 && program.type() == ProgramType.XDP;
    return wantsMetadata ? program.flags() | BpfFlag.XDP_DEV_BOUND_ONLY : program.flags();
  }

  private int device(ProgramSpec program) {
    if (options.offloadDevice() != 0) {
      return options.offloadDevice();
    }
    return program.type() == ProgramType.XDP ? options.metadataDevice() : 0;
  }

  /// Ties the maps of constants to the program even where it does not use them, so that what they
  /// say about it can be found. Since Linux 5.10; without it nothing else is lost.
  private void bindConstants(Fd program, ProgramSpec spec) {
    for (LoadedMap map : loaded.maps()) {
      if (map.spec().origin() != MapSpec.Origin.RODATA) {
        continue;
      }
      try (Attr attr = new Attr(AttrProgBindMap.SIZE)) {
        attr.u32(AttrProgBindMap.PROG_FD, program.number());
        attr.u32(AttrProgBindMap.MAP_FD, map.fd().number());
        long result = attr.call(kernel, BpfCommand.PROG_BIND_MAP);
        if (result < 0) {
          warnUnbound(map, spec, (int) -result);
        }
      }
    }
  }

  private void warnUnbound(LoadedMap map, ProgramSpec spec, int errno) {
    log.warn(
        "prog '"
            + spec.name()
            + "': failed to bind map '"
            + map.name()
            + "': -"
            + Errno.name(errno));
  }
}
