package dev.ebpf4j.load;

import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.sys.Fd;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an object is to be loaded.
///
/// @param log hears what is noticed on the way
/// @param logLevel what the verifier is to write even for good programs: 0 nothing, else bits
///     (1 each instruction, 2 more of it, 4 statistics)
/// @param kernelBtf file whose types CO-RE relocations are resolved against, null for the running
///     kernel's
/// @param reuse maps to take instead of creating them, by name; they stay the caller's
/// @param pinDirectory where maps are pinned that ask for it by name
/// @param bpffs file system that may delegate rights by a token; null to ask for none
/// @param offloadDevice network device that programs and maps are made for, 0 for none
/// @param metadataDevice network device whose metadata XDP programs want, 0 for none
/// @param attachPrograms for programs that extend or trace another: that one, by name
public record LoadOptions(
    LoadLog log,
    int logLevel,
    @Nullable Path kernelBtf,
    Map<String, Fd> reuse,
    String pinDirectory,
    @Nullable String bpffs,
    int offloadDevice,
    int metadataDevice,
    Map<String, ProgramTarget> attachPrograms) {

  /// A function of a loaded program.
  ///
  /// @param program stays the caller's
  /// @param function its name
  public record ProgramTarget(Fd program, String function) {}

  /// Silent, for the running kernel.
  public static final LoadOptions DEFAULT =
      new LoadOptions(
          LoadLog.SILENT, 0, null, Map.of(), "/sys/fs/bpf", "/sys/fs/bpf", 0, 0, Map.of());

  public LoadOptions {
    reuse = Map.copyOf(reuse);
    attachPrograms = Map.copyOf(attachPrograms);
  }

  /// Tells `newLog` what is noticed.
  public LoadOptions withLog(LoadLog newLog) {
    return new LoadOptions(
        newLog,
        logLevel,
        kernelBtf,
        reuse,
        pinDirectory,
        bpffs,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Asks the verifier for a log of good programs too; it goes to the listener as a debug message.
  public LoadOptions withLogLevel(int newLogLevel) {
    return new LoadOptions(
        log,
        newLogLevel,
        kernelBtf,
        reuse,
        pinDirectory,
        bpffs,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Resolves CO-RE relocations against the types in a file, not those of the running kernel.
  public LoadOptions withKernelBtf(Path file) {
    return new LoadOptions(
        log,
        logLevel,
        file,
        reuse,
        pinDirectory,
        bpffs,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Takes `map` in place of the object's map `name`.
  public LoadOptions withMap(String name, Fd map) {
    Map<String, Fd> more = new HashMap<>(reuse);
    more.put(name, map);
    return new LoadOptions(
        log,
        logLevel,
        kernelBtf,
        more,
        pinDirectory,
        bpffs,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Pins maps that ask for it by name in `directory`.
  public LoadOptions withPinDirectory(String directory) {
    return new LoadOptions(
        log,
        logLevel,
        kernelBtf,
        reuse,
        directory,
        bpffs,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Asks the bpffs mounted at `path` for a token; null to ask none.
  public LoadOptions withBpffs(@Nullable String path) {
    return new LoadOptions(
        log,
        logLevel,
        kernelBtf,
        reuse,
        pinDirectory,
        path,
        offloadDevice,
        metadataDevice,
        attachPrograms);
  }

  /// Makes programs and maps for a network device to run.
  public LoadOptions withOffloadDevice(int interfaceIndex) {
    return new LoadOptions(
        log,
        logLevel,
        kernelBtf,
        reuse,
        pinDirectory,
        bpffs,
        interfaceIndex,
        metadataDevice,
        attachPrograms);
  }

  /// Lets XDP programs call the metadata functions of a network device.
  public LoadOptions withMetadataDevice(int interfaceIndex) {
    return new LoadOptions(
        log,
        logLevel,
        kernelBtf,
        reuse,
        pinDirectory,
        bpffs,
        offloadDevice,
        interfaceIndex,
        attachPrograms);
  }

  /// Loads the program `name` to extend or trace `function` of `program`.
  public LoadOptions withTarget(String name, Fd program, String function) {
    Map<String, ProgramTarget> more = new HashMap<>(attachPrograms);
    more.put(name, new ProgramTarget(program, function));
    return new LoadOptions(
        log, logLevel, kernelBtf, reuse, pinDirectory, bpffs, offloadDevice, metadataDevice, more);
  }
}
