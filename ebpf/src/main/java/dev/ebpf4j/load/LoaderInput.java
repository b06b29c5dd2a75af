package dev.ebpf4j.load;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Kernel;
import java.util.List;
import java.util.function.Supplier;

/// What a loader program cannot find out itself, taken from this machine: sizes that depend on the
/// number of processors or the size of a page, and values of the kernel configuration.
public final class LoaderInput {

  private static final int PAGE_ON_X86 = 4096;

  private LoaderInput() {}

  /// The object with all that filled in.
  ///
  /// @param kernel is asked for only if the object wants something of it
  /// @throws dev.ebpf4j.error.LoadException if a value that it cannot do without is not to be had
  public static ObjectSpec settle(Supplier<Kernel> kernel, ObjectSpec object, LoadLog log) {
    ObjectSpec settled = object;
    List<MapSpec> maps = object.maps();
    for (int i = 0; i < maps.size(); i++) {
      MapSpec map = maps.get(i);
      MapSpec wanted = sized(kernel, map);
      MapSpec inner = map.inner();
      if (inner != null && sized(kernel, inner) != inner) {
        wanted = wanted.withInner(sized(kernel, inner));
      }
      if (i == object.kconfigMap()) {
        wanted = wanted.withInitialValue(Externs.configuration(kernel.get(), object, log));
      }
      if (wanted != map) {
        settled = settled.withMap(wanted);
      }
    }
    return settled;
  }

  private static MapSpec sized(Supplier<Kernel> kernel, MapSpec map) {
    return switch (map.type()) {
      case MapType.RINGBUF, MapType.USER_RINGBUF ->
          map.withMaxEntries(RingSize.of(pageSize(kernel), map.maxEntries()));
      case MapType.PERF_EVENT_ARRAY ->
          map.maxEntries() == 0 ? map.withMaxEntries(Cpus.possible(kernel.get())) : map;
      default -> map;
    };
  }

  /// Bytes of a page of this machine; only where there are several sizes its kernel is asked.
  public static int pageSize(Supplier<Kernel> kernel) {
    String machine = System.getProperty("os.arch");
    return "amd64".equals(machine) || "x86_64".equals(machine)
        ? PAGE_ON_X86
        : PageSize.bytes(kernel.get());
  }
}
