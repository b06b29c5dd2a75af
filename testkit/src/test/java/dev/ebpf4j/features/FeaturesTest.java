package dev.ebpf4j.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("vm")
@ExtendWith(LiveKernel.class)
class FeaturesTest {

  @Test
  void oldAndSureThingsAreThere(Kernel kernel) {
    Features features = new Features(kernel);
    assertTrue(features.syscall());
    assertTrue(features.programType(ProgramType.SOCKET_FILTER));
    assertTrue(features.programType(ProgramType.XDP));
    assertTrue(features.mapType(MapType.HASH));
    assertTrue(features.mapType(MapType.LPM_TRIE));
    assertTrue(features.helper(ProgramType.XDP, Helper.REDIRECT));
    assertFalse(features.helper(ProgramType.XDP, Helper.SKB_LOAD_BYTES));
    assertFalse(features.helper(ProgramType.TRACING, Helper.MAP_LOOKUP_ELEM));
    assertTrue(features.isaVersion2());
  }

  @Test
  void newThingsAreThereSinceTheirVersion(Kernel kernel) {
    Features features = new Features(kernel);
    KernelGate.feature(kernel, "5.2", "large programs", features.largePrograms());
    KernelGate.feature(kernel, "5.3", "bounded loops", features.boundedLoops());
    KernelGate.feature(kernel, "5.1", "32-bit jumps", features.isaVersion3());
    KernelGate.feature(kernel, "5.8", "ring buffers", features.mapType(MapType.RINGBUF));
    KernelGate.feature(
        kernel, "5.14", "syscall programs", features.programType(ProgramType.SYSCALL));
    KernelGate.feature(kernel, "5.2", "socket storage", features.mapType(MapType.SK_STORAGE));
  }

  @Test
  void whatNoKernelHasIsNotThere(Kernel kernel) {
    Features features = new Features(kernel);
    assertFalse(features.programType(250));
    assertFalse(features.mapType(250));
    assertFalse(features.helper(ProgramType.XDP, 500));
  }

  @Test
  void conclusiveAnswersAreAskedOnce(Kernel kernel) {
    FakeKernel counting = new FakeKernel(kernel);
    Features features = new Features(counting);
    assertTrue(features.mapType(MapType.ARRAY));
    assertTrue(features.mapType(MapType.ARRAY));
    assertFalse(features.mapType(250));
    assertFalse(features.mapType(250));
    assertEquals(2, counting.entered(BpfCommand.MAP_CREATE));
  }

  @Test
  void refusalIsNoAnswer(Kernel kernel) {
    FakeKernel strict = new FakeKernel(kernel);
    strict.onBpf(BpfCommand.MAP_CREATE, _ -> -Errno.EPERM);
    Features features = new Features(strict);
    assertFalse(features.mapType(MapType.ARRAY));
    strict.onBpf(BpfCommand.MAP_CREATE, _ -> 1 << 20);
    assertTrue(features.mapType(MapType.ARRAY));
  }

  @Test
  void oldKernelSaysInvalid(Kernel kernel) {
    FakeKernel old = new FakeKernel(kernel);
    old.onBpf(BpfCommand.PROG_LOAD, _ -> -Errno.EINVAL);
    Features features = new Features(old);
    assertTrue(features.syscall());
    assertFalse(features.programType(ProgramType.XDP));
    assertFalse(features.boundedLoops());
  }
}
