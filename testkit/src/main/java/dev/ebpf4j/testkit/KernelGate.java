package dev.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.procfs.KernelConfig;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.procfs.ProbePmu;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;

/// Decides whether a test can run on this machine. What the machine may lack is skipped, visibly;
/// what it must have, by its version, makes the test fail.
public final class KernelGate {

  private KernelGate() {}

  /// The running kernel, for a test that needs root and bpf(2); skips the test elsewhere.
  public static LinuxKernel bpf() {
    LinuxKernel kernel = linux();
    assumeTrue(Os.effectiveUser(kernel) == 0, "needs root");
    try (Attr attr = new Attr(12)) {
      long result = attr.call(kernel, BpfCommand.PROG_GET_NEXT_ID);
      assumeTrue(result == 0 || result == -Errno.ENOENT, "needs bpf(2)");
    }
    return kernel;
  }

  /// The running kernel, for a test that needs no rights; skips the test on other systems.
  public static LinuxKernel linux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux");
    return new LinuxKernel();
  }

  /// Skips the test where `available` is false and the kernel is older than `since`; fails it where
  /// the kernel should have `what`.
  ///
  /// @param since the first kernel that has it, such as `5.6`
  public static void feature(Kernel kernel, String since, String what, boolean available) {
    if (available) {
      return;
    }
    KernelVersion wanted = KernelVersion.parse(since);
    assumeFalse(
        !KernelVersion.running(kernel).atLeast(wanted.major(), wanted.minor()),
        () -> what + " needs Linux " + since);
    fail(what + " is missing although the running kernel should have it");
  }

  /// Skips the test on a kernel older than `since`.
  public static void needs(Kernel kernel, String since, String what) {
    KernelVersion wanted = KernelVersion.parse(since);
    assumeTrue(
        KernelVersion.running(kernel).atLeast(wanted.major(), wanted.minor()),
        () -> what + " needs Linux " + since);
  }

  /// Skips where tracefs is not mounted.
  public static void tracefs(Kernel kernel) {
    assumeTrue(Tracefs.find(kernel) != null, "tracefs is not mounted");
  }

  /// Skips on a kernel without kprobes.
  public static void kprobes(Kernel kernel) {
    assumeTrue(ProbePmu.read(kernel, "kprobe").isPresent(), "kernel built without kprobes");
  }

  /// Skips where programs cannot be put at functions: on a kernel without the function tracer, and
  /// on a machine that keeps even root from it.
  public static void trampolines(Kernel kernel) {
    Tracefs tracefs = Tracefs.find(kernel);
    assumeTrue(
        tracefs != null
            && Os.stat(kernel, tracefs.directory() + "/available_filter_functions", true) != null,
        "kernel built without the function tracer");
    String name = "on_fentry";
    try (LoadedObject loaded =
        BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
            .changeProgram(name, spec -> spec.withAutoload(true))
            .load(kernel, LoadOptions.DEFAULT)) {
      assumeTrue(loaded.program(name).fd().isOpen());
    } catch (LoadException e) {
      assumeTrue(e.errno() != Errno.EPERM, "root may not put programs at functions here");
      throw e;
    }
  }

  /// Skips where programs at security hooks do not run, or cannot be loaded.
  public static void securityHooks(Kernel kernel) {
    trampolines(kernel);
    String list = "/sys/kernel/security/lsm";
    assumeTrue(Os.stat(kernel, list, true) != null, "no list of security modules");
    String active = new String(Os.readFile(kernel, list), StandardCharsets.US_ASCII);
    assumeTrue(active.contains("bpf"), "BPF is no active security module: " + active);
  }

  /// Skips where the kernel's configuration is readable and lacks `option`.
  public static void option(Kernel kernel, String option) {
    try {
      String value = KernelConfig.running(kernel).value(option);
      assumeTrue(value != null, () -> "this kernel is built without " + option);
    } catch (NotFoundException _) {
      // What is unknown is taken to be there.
    }
  }
}
