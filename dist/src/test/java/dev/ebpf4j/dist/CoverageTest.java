package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The packages that only read and write bytes need no kernel, so nothing excuses lines of them
/// that no test runs.
class CoverageTest {
  private static final int PERCENT = 90;
  private static final Set<String> PURE =
      Set.of(
          "dev.ebpf4j.btf",
          "dev.ebpf4j.btf.dedup",
          "dev.ebpf4j.btf.dump",
          "dev.ebpf4j.btf.encode",
          "dev.ebpf4j.btf.parse",
          "dev.ebpf4j.btf.value",
          "dev.ebpf4j.codegen",
          "dev.ebpf4j.disasm",
          "dev.ebpf4j.disasm.cfg",
          "dev.ebpf4j.disasm.jit",
          "dev.ebpf4j.elf",
          "dev.ebpf4j.insn",
          "dev.ebpf4j.loadergen",
          "dev.ebpf4j.object",
          "dev.ebpf4j.util");

  @Test
  void thePurePackagesAreCovered() throws Exception {
    Path report = Finished.ROOT.resolve("dist/target/site/jacoco-aggregate/jacoco.csv");
    assumeTrue(Files.exists(report), "no coverage was recorded");
    Map<String, long[]> lines = new TreeMap<>();
    List<String> rows = Files.readAllLines(report);
    List<String> columns = List.of(rows.get(0).split(","));
    int name = columns.indexOf("PACKAGE");
    int missed = columns.indexOf("LINE_MISSED");
    int covered = columns.indexOf("LINE_COVERED");
    for (String row : rows.subList(1, rows.size())) {
      // The group, in front, is the name of this module and may hold commas.
      List<String> all = List.of(row.split(","));
      List<String> fields = all.subList(all.size() - columns.size(), all.size());
      long[] sums = lines.computeIfAbsent(fields.get(name), unseen -> new long[2]);
      sums[0] += Long.parseLong(fields.get(covered));
      sums[1] += Long.parseLong(fields.get(missed));
    }
    Map<String, String> low = new TreeMap<>();
    for (String pure : PURE) {
      long[] sums = lines.getOrDefault(pure, new long[2]);
      if (sums[0] * 100 < (sums[0] + sums[1]) * PERCENT || sums[0] == 0) {
        low.put(pure, sums[0] + " of " + (sums[0] + sums[1]) + " lines");
      }
    }
    assertEquals(Map.of(), low, "covered too little");
  }
}
