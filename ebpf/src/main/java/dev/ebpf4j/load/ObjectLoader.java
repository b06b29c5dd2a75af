package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ContextArguments;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads one object: externs, CO-RE, types, maps, programs, in this order. Whatever goes wrong on
/// the way, nothing stays behind: no descriptor, no pin.
public final class ObjectLoader {

  private final Kernel kernel;
  private final KernelTypes types;
  private KernelFeatures features;
  private final LoadOptions options;
  private final LoadLog log;
  private final MemoryLimit limit;
  private final ObjectSpec spec;

  private ObjectLoader(
      Kernel kernel,
      KernelTypes types,
      KernelFeatures features,
      ObjectSpec spec,
      LoadOptions options) {
    this.kernel = kernel;
    this.types = types;
    this.features = features;
    this.spec = spec;
    this.options = options;
    this.log = options.log();
    this.limit = new MemoryLimit(kernel);
  }

  /// Loads `spec`.
  ///
  /// @throws dev.ebpf4j.error.VerifierException if the kernel refuses a program
  /// @throws LoadException if something else does not fit the kernel
  public static Loaded load(Kernel kernel, ObjectSpec spec, LoadOptions options) {
    try (KernelTypes types = new KernelTypes(kernel)) {
      return load(kernel, types, new KernelFeatures(kernel), spec, options);
    }
  }

  /// As [#load(Kernel, ObjectSpec, LoadOptions)], with what is known of the kernel already.
  public static Loaded load(
      Kernel kernel,
      KernelTypes types,
      KernelFeatures features,
      ObjectSpec spec,
      LoadOptions options) {
    return new ObjectLoader(kernel, types, features, spec, options).load();
  }

  private Loaded load() {
    if (spec.order() != ByteOrder.nativeOrder()) {
      String problem = "object '" + spec.name() + "': loading non-native endianness is unsupported";
      log.warn(problem);
      throw new LoadException(problem, Errno.EINVAL, null);
    }
    String bpffs = options.bpffs();
    Fd token = bpffs == null ? null : Token.ask(kernel, bpffs, spec.name(), log);
    try {
      return load(token);
    } finally {
      if (token != null) {
        token.close();
      }
    }
  }

  private Loaded load(@Nullable Fd tokenFd) {
    int token = tokenFd == null ? -1 : tokenFd.number();
    if (token >= 0) {
      features = new KernelFeatures(kernel, token);
    }
    Externs externs = Externs.resolve(kernel, spec, types, features, log);
    Map<MapSpec, StructOps> structOps = fitStructOps();
    ContextArguments contexts = contexts();
    ObjectSpec described = contexts == null ? spec : spec.withBtf(contexts.btf());
    ObjectSpec relocated = CoreStep.relocate(described, types, options);
    Loaded loaded = new Loaded(kernel, relocated, log);
    MapCreator creator = new MapCreator(kernel, log, limit, token);
    MapLoader maps = new MapLoader(loaded, options, creator, limit, features, externs.config());
    try {
      loadTypes(loaded, token, structOps);
      for (MapSpec map : relocated.maps()) {
        maps.load(map, structOps.get(map));
      }
      maps.fillMapsOfMaps();
      JumpTables tables = new JumpTables(loaded, creator, log);
      ProgramStep programs =
          new ProgramStep(
              loaded, options, types, externs, tables, limit, structOps.values(), contexts, token);
      programs.load();
      maps.fillProgramArrays();
      return loaded;
    } catch (RuntimeException e) {
      loaded.unpin();
      loaded.close();
      throw e;
    }
  }

  /// Types of functions for a kernel that does not understand their tags; null if it does, or there
  /// are none.
  private @Nullable ContextArguments contexts() {
    Btf local = spec.btf();
    ContextArguments contexts = local == null ? null : ContextArguments.of(local);
    if (contexts == null || features.hasContextTag()) {
      return null;
    }
    for (ProgramSpec program : spec.programs()) {
      if (program.autoload()) {
        contexts.add(program.type());
      }
    }
    return contexts;
  }

  private Map<MapSpec, StructOps> fitStructOps() {
    Map<MapSpec, StructOps> fitted = new HashMap<>();
    Btf local = spec.btf();
    for (MapSpec map : spec.maps()) {
      if (map.origin() == MapSpec.Origin.STRUCT_OPS && map.autocreate() && local != null) {
        fitted.put(map, StructOps.fit(map, local, types, log));
      }
    }
    return fitted;
  }

  private void loadTypes(Loaded loaded, int token, Map<MapSpec, StructOps> structOps) {
    Btf btf = loaded.object().btf();
    if (btf == null) {
      return;
    }
    BtfLoader loader = new BtfLoader(kernel, log, limit, features, token);
    Fd fd = loader.load(btf, !structOps.isEmpty());
    if (fd != null) {
      loaded.describedBy(fd);
    }
  }
}
