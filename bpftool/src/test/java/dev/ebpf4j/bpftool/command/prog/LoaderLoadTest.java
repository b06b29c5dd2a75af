package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.testkit.KernelGate;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `-L prog load` on the running kernel.
class LoaderLoadTest {

  private static final Path OBJECTS =
      Path.of(System.getProperty("project.root"), "testkit", "golden", "obj");

  @BeforeEach
  void needsKernel() {
    KernelGate.bpf();
  }

  private static String object(String name) {
    return OBJECTS.resolve(name + ".bpf.o").toString();
  }

  @Test
  void loadsInSilence() {
    assertEquals(new Run(0, "", ""), Run.ours("-L", "prog", "load", object("getpid"), "/x"));
    Run json = Run.ours("-j", "-L", "prog", "load", object("getpid"));
    assertEquals("null\n", json.out());
  }

  @Test
  void withDebugTheLoaderIsListed() {
    Run run = Run.ours("-d", "-L", "prog", "load", object("getpid"));
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().startsWith("   0: (bf) r6 = r1\n"), run.out());
    assertTrue(run.out().contains("call bpf_sys_bpf#166"), run.out());
    assertTrue(run.err().contains("err 0\n(null)\n"), "the kernel's log follows");
  }

  @Test
  void aRefusalComesWithItsReason() {
    Run run = Run.ours("-L", "prog", "load", object("bad"));
    assertEquals(243, run.status(), "-EACCES");
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("err -13\nfailed to execute loader prog\n"), run.err());
    assertTrue(run.err().contains("R0 invalid mem access 'map_value_or_null'"), run.err());
  }

  @Test
  void aRefusalInJson() {
    Run run = Run.ours("-j", "-L", "prog", "load", object("bad"));
    assertEquals(243, run.status());
    assertEquals("{\"error\":\"failed to execute loader prog: Permission denied\"}\n", run.out());
  }

  @Test
  void whatALoaderCannotDo() {
    for (String name : new String[] {"types_be", "pin", "sops"}) {
      Run run = Run.ours("-L", "prog", "load", object(name));
      assertEquals(255, run.status(), name);
      assertTrue(run.err().endsWith("Error: failed to load object file\n"), run.err());
    }
    assertEquals(255, Run.ours("-L", "prog", "load", object("truncated")).status());
  }
}
