package dev.ebpf4j.load;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ProgramLinker;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.Relocation;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.Map;

/// Single maps and programs that come from no object: specifications written by hand.
public final class Single {

  private Single() {}

  /// Creates a map. A ring buffer's size is rounded up to what the kernel takes; an array of perf
  /// events without a size gets an element for each processor.
  ///
  /// @throws dev.ebpf4j.error.SyscallException if the kernel refuses
  public static Fd map(Kernel kernel, MapSpec spec) {
    MapCreator creator = new MapCreator(kernel, LoadLog.SILENT, new MemoryLimit(kernel), -1);
    MapCreator.Extras extras = MapCreator.Extras.of(maxEntries(kernel, spec), null);
    MapSpec inner = spec.inner();
    if (!spec.isMapOfMaps() || inner == null) {
      return creator.create(spec, extras);
    }
    try (Fd template = map(kernel, inner)) {
      return creator.create(spec, extras.withInnerMap(template));
    }
  }

  static int maxEntries(Kernel kernel, MapSpec spec) {
    return switch (spec.type()) {
      case MapType.PERF_EVENT_ARRAY ->
          spec.maxEntries() == 0 ? Cpus.possible(kernel) : spec.maxEntries();
      case MapType.RINGBUF, MapType.USER_RINGBUF -> RingSize.of(kernel, spec.maxEntries());
      default -> spec.maxEntries();
    };
  }

  /// Loads a program.
  ///
  /// @param maps descriptors of the maps that it names
  /// @throws dev.ebpf4j.error.VerifierException if the kernel refuses
  /// @throws LoadException ENOENT if it names a map that is not among `maps`
  public static Fd program(Kernel kernel, ProgramSpec spec, Map<String, Fd> maps, LoadLog log) {
    LinkedProgram linked = ProgramLinker.link(spec);
    CodeEditor code = CodeEditor.of(linked.code());
    for (Relocation relocation : linked.relocations()) {
      Fd map = maps.get(relocation.symbol());
      if (map == null || !(relocation instanceof Relocation.NamedMap)) {
        throw new LoadException(
            "program '" + spec.name() + "' needs '" + relocation.symbol() + "'",
            Errno.ENOENT,
            null);
      }
      code.src(relocation.slot(), BpfFlag.PSEUDO_MAP_FD);
      code.imm(relocation.slot(), map.number()).imm(relocation.slot() + 1, 0);
    }
    ProgramAttributes attributes =
        ProgramAttributes.plain(spec.name(), spec.type(), code.code().toByteArray())
            .with(spec.expectedAttachType(), spec.flags(), spec.license());
    return new ProgramLoader(kernel, log, new MemoryLimit(kernel), 0)
        .load(attributes, LogFixer.NONE);
  }
}
