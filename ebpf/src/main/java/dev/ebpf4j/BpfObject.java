package dev.ebpf4j;

import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// An object file with BPF programs and maps, read but not yet loaded. Reading it needs no kernel.
/// What is to be loaded differently is changed first; each change gives a new object:
///
/// ```java
/// BpfObject.open(file)
///     .changeMap("events", map -> map.withMaxEntries(1 << 20))
///     .changeProgram("on_exit", program -> program.withAutoload(false))
///     .load();
/// ```
public final class BpfObject {

  private final ObjectSpec spec;

  private BpfObject(ObjectSpec spec) {
    this.spec = spec;
  }

  /// Reads an object file.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if it is not an object of BPF programs
  /// @throws dev.ebpf4j.error.SyscallException if it cannot be read
  public static BpfObject open(Path file) {
    return open(file, OpenOptions.DEFAULT);
  }

  /// Reads an object file as `options` say.
  public static BpfObject open(Path file, OpenOptions options) {
    return new BpfObject(ObjectSpec.open(file, options));
  }

  /// Reads an object that is in memory, such as a resource of the program.
  ///
  /// @param name what to call it in messages; names its data maps too
  public static BpfObject parse(byte[] bytes, String name) {
    return new BpfObject(ObjectSpec.parse(bytes, name, OpenOptions.DEFAULT));
  }

  /// An object from its specification.
  public static BpfObject of(ObjectSpec spec) {
    return new BpfObject(spec);
  }

  /// Everything that was read.
  public ObjectSpec spec() {
    return spec;
  }

  /// The object with one of its maps changed.
  ///
  /// @throws IllegalArgumentException if it has no map of that name
  public BpfObject changeMap(String name, UnaryOperator<MapSpec> change) {
    MapSpec map = spec.map(name);
    if (map == null) {
      throw new IllegalArgumentException("no map '" + name + "' in " + spec.path());
    }
    return new BpfObject(spec.withMap(change.apply(map)));
  }

  /// The object with one of its programs changed.
  ///
  /// @throws IllegalArgumentException if it has no program of that name
  public BpfObject changeProgram(String name, UnaryOperator<ProgramSpec> change) {
    ProgramSpec program = spec.program(name);
    if (program == null) {
      throw new IllegalArgumentException("no program '" + name + "' in " + spec.path());
    }
    return new BpfObject(spec.withProgram(change.apply(program)));
  }

  /// Loads it into the running kernel.
  ///
  /// @throws dev.ebpf4j.error.VerifierException if the kernel refuses a program
  /// @throws dev.ebpf4j.error.LoadException if something else does not fit the kernel
  public LoadedObject load() {
    return load(LoadOptions.DEFAULT);
  }

  /// Loads it into the running kernel as `options` say.
  public LoadedObject load(LoadOptions options) {
    return load(new LinuxKernel(), options);
  }

  /// Loads it into `kernel` as `options` say.
  public LoadedObject load(Kernel kernel, LoadOptions options) {
    return new LoadedObject(ObjectLoader.load(kernel, spec, options), options.log());
  }
}
