package dev.ebpf4j.bpftool.command.link;

import dev.ebpf4j.bpftool.view.ProbeDetails.KprobeMulti;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.procfs.KernelConfig;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names the kernel functions that probes were set on.
///
/// A probe's address is not always its function's: with indirect branch tracking a function starts
/// with an instruction of four bytes, and the probe comes behind it.
final class ProbeSymbols {

  private static final int LANDING_PAD_BYTES = 4;

  private final Kallsyms kallsyms;
  private final boolean landingPads;

  private ProbeSymbols(Kallsyms kallsyms, boolean landingPads) {
    this.kallsyms = kallsyms;
    this.landingPads = landingPads;
  }

  static ProbeSymbols read(Kernel kernel) {
    return new ProbeSymbols(Kallsyms.read(kernel), hasLandingPads(kernel));
  }

  private static boolean hasLandingPads(Kernel kernel) {
    try {
      return "y".equals(KernelConfig.running(kernel).value("CONFIG_X86_KERNEL_IBT"));
    } catch (BpfException e) {
      return false;
    }
  }

  /// The functions at `addresses`, sorted; those without a name are left out. Null if the caller
  /// may see no addresses.
  @Nullable List<KprobeMulti.Function> functions(long[] addresses, long[] cookies) {
    if (kallsyms.isEmpty()) {
      return null;
    }
    List<KprobeMulti.Function> functions = new ArrayList<>();
    for (int i = 0; i < addresses.length; i++) {
      long address = addresses[i];
      Kallsyms.Symbol symbol = kallsyms.at(address);
      if (symbol == null && landingPads) {
        symbol = kallsyms.at(address - LANDING_PAD_BYTES);
      }
      if (symbol != null && address != 0) {
        long cookie = i < cookies.length ? cookies[i] : 0;
        functions.add(new KprobeMulti.Function(address, symbol.name(), symbol.module(), cookie));
      }
    }
    functions.sort(Comparator.comparing(KprobeMulti.Function::address, Long::compareUnsigned));
    return functions;
  }
}
