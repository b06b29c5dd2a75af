package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.core.CoreTypes;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.link.Ksyscalls;
import dev.ebpf4j.object.ExternSpec;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.procfs.KernelConfig;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds in the running kernel what an object declares as `extern`: values of the configuration,
/// variables and other symbols, functions.
final class Externs {

  /// What became of an extern.
  sealed interface Resolved {
    /// Weak, and the kernel does not have it.
    record Missing() implements Resolved {}

    /// A value of the configuration; it lies in the object's map of those.
    record Configured() implements Resolved {}

    /// The address of a symbol.
    record Address(long value) implements Resolved {}

    /// A variable or function that the kernel knows by its type.
    ///
    /// @param btfFd descriptor of the module's BTF, 0 for the kernel proper
    /// @param module the module's place among those whose functions are called, 0 for the kernel
    record Typed(int btfId, int btfFd, int module) implements Resolved {}
  }

  private static final Resolved MISSING = new Resolved.Missing();

  private final Kernel kernel;
  private final ObjectSpec object;
  private final KernelTypes types;
  private final KernelFeatures features;
  private final LoadLog log;
  private final Resolved[] resolved;
  private final List<KernelTypes.Module> modules = new ArrayList<>();
  private byte[] config = new byte[0];

  private Externs(
      Kernel kernel, ObjectSpec object, KernelTypes types, KernelFeatures features, LoadLog log) {
    this.kernel = kernel;
    this.object = object;
    this.types = types;
    this.features = features;
    this.log = log;
    this.resolved = new Resolved[object.externs().size()];
    Arrays.fill(resolved, MISSING);
  }

  /// @throws LoadException ESRCH if a strong extern is nowhere, EINVAL if one has a wrong type
  static Externs resolve(
      Kernel kernel, ObjectSpec object, KernelTypes types, KernelFeatures features, LoadLog log) {
    Externs externs = new Externs(kernel, object, types, features, log);
    if (!object.externs().isEmpty()) {
      externs.resolveConfig();
      externs.resolveUntyped();
      externs.resolveTyped();
      externs.checkStrong();
    }
    return externs;
  }

  /// Values of the configuration of the running kernel as `object` wants them, in the layout of its
  /// map of those.
  ///
  /// @throws LoadException ESRCH if a strong one is nowhere
  static byte[] configuration(Kernel kernel, ObjectSpec object, LoadLog log) {
    try (KernelTypes types = new KernelTypes(kernel)) {
      Externs externs = new Externs(kernel, object, types, new KernelFeatures(kernel), log);
      externs.resolveConfig();
      for (int i = 0; i < externs.resolved.length; i++) {
        if (object.externs().get(i) instanceof ExternSpec.Config) {
          externs.checkStrong(i);
        }
      }
      return externs.config();
    }
  }

  /// What became of extern `index`.
  Resolved get(int index) {
    return resolved[index];
  }

  /// Contents of the map of configuration values.
  byte[] config() {
    return config;
  }

  /// BTF descriptors of the modules whose functions are called, from index 1 on; null if none.
  int @Nullable [] functionModules() {
    if (modules.isEmpty()) {
      return null;
    }
    int[] fds = new int[modules.size() + 1];
    for (int i = 0; i < modules.size(); i++) {
      fds[i + 1] = modules.get(i).fd().number();
    }
    return fds;
  }

  // ---- configuration ---------------------------------------------------------------------------

  private void resolveConfig() {
    if (object.kconfigMap() < 0) {
      return;
    }
    MapSpec map = object.maps().get(object.kconfigMap());
    config = new byte[map.valueSize()];
    List<ExternSpec.Config> wanted = new ArrayList<>();
    for (ExternSpec extern : object.externs()) {
      if (extern instanceof ExternSpec.Config value) {
        wanted.add(value);
      }
    }
    Kconfig kconfig = new Kconfig(wanted, config, object.order(), log);
    for (ExternSpec.Config extern : wanted) {
      resolveVirtual(kconfig, extern);
    }
    if (kconfig.needsConfiguration()) {
      kconfig.read(configuration());
    }
    for (int i = 0; i < resolved.length; i++) {
      if (object.externs().get(i) instanceof ExternSpec.Config extern && !kconfig.isOpen(extern)) {
        resolved[i] = new Resolved.Configured();
      }
    }
  }

  private void resolveVirtual(Kconfig kconfig, ExternSpec.Config extern) {
    String name = extern.name();
    if (name.startsWith("CONFIG_")) {
      return;
    }
    if (!name.startsWith("LINUX_")) {
      throw failure("extern '" + name + "': unrecognized extern kind", Errno.EINVAL);
    }
    switch (name) {
      case "LINUX_KERNEL_VERSION" -> kconfig.set(extern, KernelVersion.running(kernel).code());
      case "LINUX_HAS_BPF_COOKIE" -> kconfig.set(extern, features.hasCookies() ? 1 : 0);
      case "LINUX_HAS_SYSCALL_WRAPPER" -> kconfig.set(extern, Ksyscalls.hasWrapper(kernel) ? 1 : 0);
      default -> {
        if (!extern.weak()) {
          throw failure("extern (kcfg) '" + name + "': unrecognized virtual extern", Errno.EINVAL);
        }
      }
    }
  }

  private String configuration() {
    try {
      return KernelConfig.running(kernel).text();
    } catch (BpfException e) {
      log.warn("failed to open system Kconfig");
      throw new LoadException("no configuration of the kernel", Errno.ENOENT, e);
    }
  }

  // ---- symbols ---------------------------------------------------------------------------------

  private void resolveUntyped() {
    Kallsyms symbols = null;
    for (int i = 0; i < resolved.length; i++) {
      if (object.externs().get(i) instanceof ExternSpec.KernelSymbol extern && !extern.isTyped()) {
        if (symbols == null) {
          symbols = Kallsyms.read(kernel);
        }
        long address = symbols.address(extern.name());
        if (address != 0) {
          resolved[i] = new Resolved.Address(address);
          if (log.wants(LoadLog.Level.DEBUG)) {
            log.debug(
                "extern (ksym) '" + extern.name() + "': set to 0x" + Long.toHexString(address));
          }
        }
      }
    }
  }

  private void resolveTyped() {
    Btf local = object.btf();
    for (int i = 0; local != null && i < resolved.length; i++) {
      ExternSpec extern = object.externs().get(i);
      if (extern instanceof ExternSpec.KernelSymbol symbol && symbol.isTyped()) {
        resolved[i] = variable(local, symbol);
      } else if (extern instanceof ExternSpec.KernelFunction function) {
        resolved[i] = function(local, function);
      }
    }
  }

  private Resolved variable(Btf local, ExternSpec.KernelSymbol extern) {
    KernelTypes.Found found = find(BtfKind.VAR, extern.kernelName());
    String what = "extern (var ksym) '" + extern.name() + "'";
    if (found == null) {
      if (extern.weak()) {
        return MISSING;
      }
      throw failure(what + ": not found in kernel BTF", Errno.ESRCH);
    }
    int theirs = found.btf().resolve(found.btf().target(found.id()));
    if (!CoreTypes.compatible(local, extern.typeId(), found.btf(), theirs)) {
      throw failure(
          what
              + ": incompatible types, expected "
              + text(local, extern.typeId())
              + ", but kernel has "
              + text(found.btf(), theirs),
          Errno.EINVAL);
    }
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(what + ": resolved to " + text(found.btf(), found.id()));
    }
    KernelTypes.Module module = found.module();
    return new Resolved.Typed(found.id(), module == null ? 0 : module.fd().number(), 0);
  }

  private Resolved function(Btf local, ExternSpec.KernelFunction extern) {
    KernelTypes.Found found = find(BtfKind.FUNC, extern.kernelName());
    String what = "extern (func ksym) '" + extern.name() + "'";
    if (found == null) {
      if (extern.weak()) {
        return MISSING;
      }
      throw failure(what + ": not found in kernel or module BTFs", Errno.ESRCH);
    }
    int prototype = found.btf().target(found.id());
    if (!CoreTypes.compatible(local, extern.prototypeId(), found.btf(), prototype)) {
      if (extern.weak()) {
        return MISSING;
      }
      throw failure(
          what
              + ": func_proto ["
              + extern.prototypeId()
              + "] incompatible with "
              + (found.module() == null ? "vmlinux" : found.module().name())
              + " ["
              + prototype
              + "]",
          Errno.EINVAL);
    }
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(what + ": resolved to " + text(found.btf(), found.id()));
    }
    KernelTypes.Module module = found.module();
    return module == null
        ? new Resolved.Typed(found.id(), 0, 0)
        : new Resolved.Typed(found.id(), module.fd().number(), place(module));
  }

  private int place(KernelTypes.Module module) {
    int at = modules.indexOf(module);
    if (at < 0) {
      at = modules.size();
      modules.add(module);
    }
    return at + 1;
  }

  private KernelTypes.@Nullable Found find(BtfKind kind, String name) {
    return types.find(kind, name);
  }

  private static String text(Btf btf, int id) {
    return "[" + id + "] " + btf.kind(id) + " " + btf.name(id);
  }

  // ---- all -------------------------------------------------------------------------------------

  private void checkStrong() {
    for (int i = 0; i < resolved.length; i++) {
      checkStrong(i);
    }
  }

  private void checkStrong(int index) {
    ExternSpec extern = object.externs().get(index);
    if (resolved[index] instanceof Resolved.Missing) {
      if (!extern.weak()) {
        throw failure("extern '" + extern.name() + "' (strong): not resolved", Errno.ESRCH);
      }
      log.debug("extern '" + extern.name() + "' (weak): not resolved, defaulting to zero");
    }
  }

  private LoadException failure(String message, int errno) {
    log.warn(message);
    return new LoadException(message, errno, null);
  }
}
