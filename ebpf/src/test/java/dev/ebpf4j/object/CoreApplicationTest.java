package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.core.CoreTarget;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoreApplicationTest {
  private static Btf kernel() throws IOException {
    Path path = Path.of("/sys/kernel/btf/vmlinux");
    assumeTrue(Files.isReadable(path), "the running kernel has no BTF");
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      return Btf.parse(in.readAllBytes());
    }
  }

  /// Byte offset of a member by its name, looked up by hand.
  private static long offset(Btf btf, String struct, String member) {
    int id = btf.find(BtfKind.STRUCT, struct);
    for (int i = 0; i < btf.vlen(id); i++) {
      if (btf.memberName(id, i).equals(member)) {
        return btf.memberBitOffset(id, i) / 8;
      }
    }
    return -1;
  }

  @Test
  void instructionsAreFittedToTheRunningKernel() throws IOException {
    Btf kernel = kernel();
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.INFO);
    ObjectSpec plain = GoldenObjects.open("core.bpf.o");
    ObjectSpec fitted = plain.withCore(CoreTarget.of(kernel), heard);
    assertTrue(heard.messages().isEmpty(), () -> heard.messages().toString());
    ProgramSpec fields = fitted.program("fields");
    assertNotNull(fields);
    Code code = fields.function().code();
    assertEquals(offset(kernel, "task_struct", "group_leader"), code.imm(2));
    assertEquals(offset(kernel, "task_struct", "mm"), code.imm(10));
    assertEquals(offset(kernel, "task_struct", "children") + 8, code.imm(34));
    assertEquals(16, code.imm(36));
    ProgramSpec types = fitted.program("types");
    assertNotNull(types);
    assertEquals(kernel.find(BtfKind.STRUCT, "task_struct"), types.function().code().imm64(21));
    ProgramSpec guarded = fitted.program("guarded");
    assertNotNull(guarded);
    assertEquals(0xbad2310, guarded.function().code().imm(4));
    String what = fitted.describeCore(guarded.function(), 4);
    assertNotNull(what);
    assertTrue(what.endsWith("struct task_struct___future.no_such_field (0:0 @ offset 0)"), what);
    assertNull(fitted.describeCore(guarded.function(), 0));
  }

  @Test
  void programsThatAreNotLoadedStayAsTheyAre() throws IOException {
    Btf kernel = kernel();
    ObjectSpec plain = GoldenObjects.open("core.bpf.o");
    ProgramSpec fields = plain.program("fields");
    assertNotNull(fields);
    ObjectSpec fitted =
        plain
            .withProgram(fields.withAutoload(false))
            .withCore(CoreTarget.of(kernel), LoadLog.SILENT);
    ProgramSpec after = fitted.program("fields");
    assertNotNull(after);
    assertEquals(fields.function().code(), after.function().code());
  }

  @Test
  void anObjectWithoutRelocationsIsItself() throws IOException {
    ObjectSpec plain = GoldenObjects.open("getpid.bpf.o");
    assertSame(plain, plain.withCore(CoreTarget.of(kernel()), LoadLog.SILENT));
  }
}
