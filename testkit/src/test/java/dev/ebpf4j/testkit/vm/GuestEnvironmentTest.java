package dev.ebpf4j.testkit.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every test in a guest of the matrix may rely on.
@Tag(GuestTests.TAG)
class GuestEnvironmentTest {
  @BeforeEach
  void onlyInAGuest() throws Exception {
    assumeTrue(Files.readString(Path.of("/proc/cmdline")).contains("vmroot="), "not a guest");
  }

  @Test
  void itIsRoot() throws Exception {
    assertEquals(0, Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  @Test
  void theFileSystemsAreMounted() throws Exception {
    List<String> mounts = Files.readAllLines(Path.of("/proc/mounts"));
    for (String wanted :
        List.of(" /sys/fs/bpf bpf ", " /sys/fs/cgroup cgroup2 ", " /sys/kernel/tracing tracefs ")) {
      assertTrue(mounts.stream().anyMatch(line -> line.contains(wanted)), wanted);
    }
  }

  @Test
  void theKernelHasItsTypesAndItsConfiguration() throws Exception {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim();
    assertTrue(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")));
    assertTrue(Files.isReadable(Path.of("/boot/config-" + release)), release);
  }
}
