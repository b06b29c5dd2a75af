package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A program calls functions of a kernel module: in the guests nf_conntrack is one, elsewhere it
/// may be part of the kernel.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class ModuleFunctionsTest {

  @Test
  void connectionTracking(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.19", "functions of nf_conntrack");
    Networks.inOwn(
        kernel,
        () -> {
          BpfObject object =
              BpfObject.parse(Fixtures.object("module_functions"), "module_functions.o");
          try (LoadedObject loaded = object.load(kernel, LoadOptions.DEFAULT);
              Hits hits = Hits.of(loaded)) {
            assertEquals(2, TestRun.of(loaded.program("looks_up").fd(), 64), "XDP_PASS");
            hits.assertHit(0, "looks_up");
            assertEquals(-Errno.ENOENT, (int) hits.get(1), "the function's own answer");
          }
        });
  }
}
