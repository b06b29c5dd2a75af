package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The tour comes to its end: on the machine's kernel, and with the same image on those that the
/// environment variable `VM_KERNELS` names (testkit/vm).
class TourTest {
  private static final String TOUR = Finished.ROOT.resolve("examples/tour.sh").toString();
  private static final String COMPLETE = "The tour is complete.";

  @TempDir Path scratch;

  @Test
  void onThisKernel() throws Exception {
    Finished.needsKernel();
    Finished.Outcome tour =
        Finished.run(List.of(TOUR), Map.of("BPFTOOL", Finished.BPFTOOL.toString()), 120);
    assertEquals(0, tour.status(), tour.out());
    assertTrue(tour.out().endsWith(COMPLETE + "\n"), tour.out());
  }

  @Test
  void whenAStepFailsNothingStays() throws Exception {
    Finished.needsKernel();
    Path lame = scratch.resolve("bpftool");
    Files.writeString(
        lame,
        """
        #!/bin/sh
        case "$1 $2" in "map dump") exit 3 ;; esac
        exec %s "$@"
        """
            .formatted(Finished.BPFTOOL));
    assertTrue(lame.toFile().setExecutable(true));
    Finished.Outcome tour =
        Finished.run(
            List.of(TOUR), Map.of("BPFTOOL", lame.toString(), "TMPDIR", scratch.toString()), 120);
    assertEquals(1, tour.status(), tour.out());
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(lame), left.toList());
    }
  }

  @TestFactory
  List<DynamicTest> onOtherKernels() throws Exception {
    String kernels = System.getenv().getOrDefault("VM_KERNELS", "").trim();
    assumeTrue(!kernels.isEmpty(), "VM_KERNELS names no kernel to boot");
    Path script =
        Files.writeString(
            scratch.resolve("guest.sh"), "BPFTOOL=" + Finished.BPFTOOL + " exec " + TOUR + "\n");
    String vm = Finished.ROOT.resolve("testkit/vm/vm").toString();
    List<DynamicTest> tests = new ArrayList<>();
    for (String kernel : kernels.split("\\s+")) {
      Finished.Outcome guest =
          Finished.run(List.of(vm, script.toString(), kernel), Map.of("VM_TIMEOUT", "600"), 900);
      tests.add(
          dynamicTest(
              "Linux " + kernel,
              () -> {
                assertEquals(0, guest.status(), guest.out());
                assertTrue(guest.out().contains(COMPLETE), guest.out());
              }));
    }
    return tests;
  }
}
