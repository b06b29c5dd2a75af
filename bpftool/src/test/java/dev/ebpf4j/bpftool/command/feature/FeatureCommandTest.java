package dev.ebpf4j.bpftool.command.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.bpftool.oracle.Covers;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `feature` against the installed tool, for the lines that both have.
@ExtendWith(LiveKernel.class)
class FeatureCommandTest {

  /// Lines of the installed tool that ours does not print, which knows all that it knows. Helpers
  /// are left out: older tools do not understand what newer verifiers say about them.
  private static List<String> missing(String... words) {
    Run ours = Run.ours(words);
    assertEquals(0, ours.status(), ours.err());
    Set<String> lines = new HashSet<>(ours.out().lines().toList());
    List<String> missing = new ArrayList<>();
    for (String line : Run.installed(words).out().lines().toList()) {
      boolean comparable =
          !line.startsWith("\t") && !line.contains("__HELPER_") && !line.contains("BPFILTER");
      if (comparable && !lines.contains(line)) {
        missing.add(line);
      }
    }
    return missing;
  }

  @Test
  @Covers("feature probe")
  void probe(Kernel kernel) {
    assertEquals(List.of(), missing("feature", "probe", "kernel"));
  }

  @Test
  void macros(Kernel kernel) {
    assertEquals(List.of(), missing("feature", "probe", "macros", "prefix", "X_"));
  }

  @Test
  void answersAreTheSameInAnyOrderOfWork(Kernel kernel) {
    String first = Run.ours("-j", "feature", "probe").out();
    assertEquals(first, Run.ours("-j", "feature", "probe").out());
    assertTrue(first.startsWith("{\"system_config\":{\"unprivileged_bpf_disabled\":"), first);
  }

  @Test
  void unprivilegedProbeGivesPrivilegesBack(Kernel kernel) {
    Run run = Run.ours("feature", "probe", "unprivileged");
    assertEquals(0, run.status());
    Run after = Run.ours("feature", "probe", "kernel");
    assertTrue(after.out().contains("eBPF program_type xdp is available"), after.out());
  }

  @Test
  @Covers("feature list_builtins")
  void builtins() {
    for (String group : List.of("prog_types", "map_types", "attach_types", "link_types")) {
      assertEquals(List.of(), missing("feature", "list_builtins", group));
    }
    Run helpers = Run.ours("-j", "feature", "list_builtins", "h");
    assertTrue(helpers.out().startsWith("[\"bpf_unspec\",\"bpf_map_lookup_elem\","));
    assertEquals(255, Run.ours("feature", "list_builtins", "kfuncs").status());
  }
}
