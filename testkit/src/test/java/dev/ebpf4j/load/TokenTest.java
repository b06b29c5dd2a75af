package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.DelegatedMain;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.BufferedReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A process without any right of its own loads, by a token of the bpffs that delegates to it, an
/// object that it is refused without; and its program runs.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class TokenTest {

  @TempDir Path directory;

  @Test
  void rightsThatAreDelegated(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.9", "tokens");
    for (String program : new String[] {"on_xdp", "on_socket"}) {
      Process process = DelegatedMain.start(directory, "hooks", program);
      try (BufferedReader out = process.inputReader()) {
        long context = Long.parseLong(out.readLine());
        assertEquals(0, DelegatedMain.delegate(kernel, process, context), "delegation");
        assertEquals("refused " + Errno.EPERM, out.readLine());
        assertEquals("hits 1", out.readLine());
        assertEquals(0, process.waitFor());
      } finally {
        process.destroy();
      }
    }
  }
}
