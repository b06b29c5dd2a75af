package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.prog.BtfObjectInfo;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types of the running kernel and of its modules, each read when it is first needed. May serve
/// any number of objects; keeps the modules' descriptors open until closed.
public final class KernelTypes implements AutoCloseable {

  /// A module with BTF.
  ///
  /// @param btf split BTF over the kernel's
  /// @param fd its BTF object, owned by the [KernelTypes]
  public record Module(String name, Btf btf, Fd fd) {}

  /// A type of the kernel or of a module.
  ///
  /// @param module where it is, null for the kernel proper
  public record Found(Btf btf, int id, @Nullable Module module) {}

  private final Kernel kernel;
  private @Nullable Btf vmlinux;
  private @Nullable List<Module> modules;

  public KernelTypes(Kernel kernel) {
    this.kernel = kernel;
  }

  /// The types of the kernel proper.
  ///
  /// @throws LoadException ESRCH if the kernel has none (CONFIG_DEBUG_INFO_BTF)
  public synchronized Btf vmlinux() {
    Btf known = vmlinux;
    if (known == null) {
      try {
        known = KernelBtf.types(kernel);
      } catch (SyscallException e) {
        throw new LoadException("no BTF of the kernel", Errno.ESRCH, e);
      }
      vmlinux = known;
    }
    return known;
  }

  /// The modules that have BTF. None before Linux 5.11, and none for callers who may not list BTF
  /// objects.
  public synchronized List<Module> modules() {
    List<Module> known = modules;
    if (known == null) {
      known = readModules();
      modules = known;
    }
    return known;
  }

  private List<Module> readModules() {
    List<Module> found = new ArrayList<>();
    try {
      for (int id : BtfObjects.ids(kernel)) {
        Fd fd = BtfObjects.tryOpen(kernel, id);
        if (fd != null) {
          addModule(fd, found);
        }
      }
    } catch (SyscallException e) {
      if (e.errno() != Errno.EPERM && e.errno() != Errno.EINVAL) {
        found.forEach(module -> module.fd.close());
        throw e;
      }
    }
    return found;
  }

  private void addModule(Fd fd, List<Module> found) {
    boolean kept = false;
    try {
      BtfObjectInfo info = BtfObjects.info(kernel, fd);
      if (info.ofKernel() && !info.name().equals("vmlinux")) {
        Btf btf = Btf.ofKernel(ByteBuffer.wrap(BtfObjects.data(kernel, fd)), vmlinux());
        found.add(new Module(info.name(), btf, fd));
        kept = true;
      }
    } finally {
      if (!kept) {
        fd.close();
      }
    }
  }

  /// The type of that kind and name, in the kernel proper or else in a module; null if nowhere.
  public @Nullable Found find(BtfKind kind, String name) {
    int id = vmlinux().find(kind, name);
    if (id > 0) {
      return new Found(vmlinux(), id, null);
    }
    for (Module module : modules()) {
      int own = module.btf.findOwn(kind, name);
      if (own > 0) {
        return new Found(module.btf, own, module);
      }
    }
    return null;
  }

  /// As [#find(BtfKind, String)], in one module only.
  public @Nullable Found findIn(String moduleName, BtfKind kind, String name) {
    for (Module module : modules()) {
      if (module.name.equals(moduleName)) {
        int own = module.btf.findOwn(kind, name);
        return own > 0 ? new Found(module.btf, own, module) : null;
      }
    }
    return null;
  }

  /// Whether the kernel knows this attach type, as far as its types tell.
  boolean hasAttachType(int number) {
    int id = vmlinux().find(BtfKind.ENUM, "bpf_attach_type");
    if (id > 0 && vmlinux().type(id) instanceof BtfType.Enum known) {
      for (BtfType.Enumerator value : known.values()) {
        if (value.name().equals("__MAX_BPF_ATTACH_TYPE")) {
          return number < value.value();
        }
      }
    }
    return true;
  }

  @Override
  public synchronized void close() {
    List<Module> open = modules;
    modules = null;
    if (open != null) {
      open.forEach(module -> module.fd.close());
    }
  }
}
