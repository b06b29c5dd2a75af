package dev.ebpf4j;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.link.AutoAttach;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.UsdtMaps;
import dev.ebpf4j.load.Pins;
import dev.ebpf4j.load.Single;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program in the kernel. One that belongs to a [LoadedObject] is closed with it.
public final class Program implements AutoCloseable {

  private final ProgramSpec spec;
  private final Fd fd;
  private final @Nullable UsdtMaps usdt;
  private final LoadLog log;

  Program(ProgramSpec spec, Fd fd, @Nullable UsdtMaps usdt, LoadLog log) {
    this.spec = spec;
    this.fd = fd;
    this.usdt = usdt;
    this.log = log;
  }

  /// Loads a program that was written by hand into the running kernel.
  ///
  /// @param maps those that it refers to by name
  /// @throws dev.ebpf4j.error.VerifierException if the kernel refuses
  public static Program load(ProgramSpec spec, BpfMap... maps) {
    return load(new LinuxKernel(), spec, maps);
  }

  /// Loads a program that was written by hand into `kernel`.
  ///
  /// @param maps those that it refers to by name
  public static Program load(Kernel kernel, ProgramSpec spec, BpfMap... maps) {
    Map<String, Fd> byName = new HashMap<>();
    for (BpfMap map : maps) {
      byName.put(map.name(), map.fd());
    }
    Fd fd = Single.program(kernel, spec, byName, LoadLog.SILENT);
    return new Program(spec, fd, null, LoadLog.SILENT);
  }

  /// Its name: that of the function.
  public String name() {
    return spec.name();
  }

  /// What it was loaded from.
  public ProgramSpec spec() {
    return spec;
  }

  /// Its descriptor, for the factories in `dev.ebpf4j.link`; stays owned by this.
  public Fd fd() {
    return fd;
  }

  /// The kernel's number of it.
  public ProgId id() {
    return Programs.info(fd.kernel(), fd).id();
  }

  /// Attaches it to the place that the name of its section gives, such as
  /// `tracepoint/syscalls/sys_enter_getpid`. Where more is needed than a name, such as a network
  /// device, use the factories in `dev.ebpf4j.link`.
  ///
  /// @throws LoadException EOPNOTSUPP if the name does not say enough
  /// @throws dev.ebpf4j.error.SyscallException if the kernel refuses
  public Link attach() {
    Link link = AutoAttach.attach(spec, fd, usdt, log);
    if (link == null) {
      throw new LoadException(
          "section '" + spec.section() + "' does not say where to attach '" + name() + "'",
          Errno.EOPNOTSUPP,
          null);
    }
    return link;
  }

  /// Keeps it loaded under a name on a bpffs. The path must not exist.
  public void pin(String path) {
    new Pins(fd.kernel(), log).pin(fd, path);
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return fd.toString();
  }
}
