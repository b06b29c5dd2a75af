package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The kernel functions that can be traced and fit a pattern, all of them, by address. Where the
/// kernel tells no addresses, by name, and then only those whose name is the only one of its kind.
final class TraceableFunctions {

  /// What takes the place of functions that are gone.
  private static final String INVALID = "__ftrace_invalid_address__";

  /// Compilers append this to names of functions that they changed; some kernels show it in one
  /// list and not in the other.
  private static final String SUFFIX = ".llvm.";

  private TraceableFunctions() {}

  /// @throws dev.ebpf4j.error.NotFoundException if none fits, or there is no tracefs
  static KprobeMulti.Options matching(Kernel kernel, String glob) {
    Tracefs tracefs = Tracepoints.tracefs(kernel);
    List<Tracefs.Function> functions = tracefs.functionsWithAddresses();
    if (functions != null) {
      return byAddress(functions, glob);
    }
    LinkedHashSet<String> names = new LinkedHashSet<>();
    Set<String> twice = new HashSet<>();
    for (String name : tracefs.functions()) {
      if (fits(glob, name) && !names.add(name)) {
        twice.add(name);
      }
    }
    List<Long> addresses = names.isEmpty() ? List.of() : addresses(kernel, names);
    if (!addresses.isEmpty()) {
      return KprobeMulti.Options.at(addresses);
    }
    names.removeAll(twice);
    if (names.isEmpty()) {
      throw none(glob);
    }
    return KprobeMulti.Options.of(new ArrayList<>(names));
  }

  private static KprobeMulti.Options byAddress(List<Tracefs.Function> functions, String glob) {
    List<Long> addresses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Tracefs.Function function : functions) {
      if (fits(glob, function.name())) {
        names.add(function.name());
        if (function.address() != 0) {
          addresses.add(function.address());
        }
      }
    }
    if (!addresses.isEmpty()) {
      return KprobeMulti.Options.at(addresses);
    }
    if (names.isEmpty()) {
      throw none(glob);
    }
    return KprobeMulti.Options.of(names);
  }

  /// Addresses of all functions that have one of `names`; none for callers that may not see them.
  private static List<Long> addresses(Kernel kernel, Set<String> names) {
    Kallsyms symbols = Kallsyms.read(kernel);
    List<Long> addresses = new ArrayList<>();
    for (int rank = 0; rank < symbols.size(); rank++) {
      Kallsyms.Symbol symbol = symbols.byRank(rank);
      char type = Character.toLowerCase(symbol.type());
      if (type == 't' || type == 'w') {
        int suffix = symbol.name().indexOf(SUFFIX);
        String shortName = suffix < 0 ? symbol.name() : symbol.name().substring(0, suffix);
        if (names.contains(symbol.name()) || names.contains(shortName)) {
          addresses.add(symbol.address());
        }
      }
    }
    return addresses;
  }

  private static boolean fits(String glob, String name) {
    return Glob.matches(glob, name) && !name.startsWith(INVALID);
  }

  private static SyscallException none(String glob) {
    return SyscallException.of("kprobe.multi", "pattern '" + glob + "'", Errno.ENOENT);
  }
}
