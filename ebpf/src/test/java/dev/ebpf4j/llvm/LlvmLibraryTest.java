package dev.ebpf4j.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.TextBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlvmLibraryTest {

  @Test
  void newestVersionOfAnyNameIsFound(@TempDir Path first, @TempDir Path second) throws IOException {
    String[] directories = {first.toString(), second.toString()};
    assertNull(LlvmLibrary.find(directories));
    Files.createFile(first.resolve("libLLVM-10.so"));
    Files.createFile(first.resolve("libLLVM.so.23.1"));
    assertNull(LlvmLibrary.find(directories));
    Path old = Files.createFile(first.resolve("libLLVM-14.so.1"));
    assertEquals(old.toString(), LlvmLibrary.find(directories));
    Path newer = Files.createFile(second.resolve("libLLVM-17.so"));
    assertEquals(newer.toString(), LlvmLibrary.find(directories));
    Path newest = Files.createFile(first.resolve("libLLVM.so.20.1"));
    assertEquals(newest.toString(), LlvmLibrary.find(directories));
    Path zero = Files.createFile(second.resolve("libLLVM.so.22.0"));
    assertEquals(zero.toString(), LlvmLibrary.find(directories));
  }

  @Test
  void whatIsNoLibraryIsNamed(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("libLLVM-17.so"), "no library");
    LlvmTarget target = LlvmTarget.of("amd64");
    MalformedException e =
        assertThrows(MalformedException.class, () -> new LlvmDecoder(file.toString(), target));
    assertEquals(file.toString(), e.what());
  }

  @Test
  void targetsAreKnownByJavasNames() {
    for (String arch :
        new String[] {"amd64", "aarch64", "riscv64", "s390x", "ppc64le", "loongarch64", "arm"}) {
      assertNotNull(LlvmTarget.of(arch));
    }
    assertNull(LlvmTarget.of("pdp11"));
  }

  @Test
  void otherProcessorsAreReadToo() {
    String library = LlvmLibrary.find();
    assumeTrue(library != null, "needs a libLLVM");
    try (LlvmDecoder arm = new LlvmDecoder(library, LlvmTarget.of("aarch64"))) {
      TextBuffer out = new TextBuffer();
      // stp x29, x30, [sp, #-16]! ; ldadd x1, x2, [x0] ; b +8
      arm.start(HexFormat.of().parseHex("fd7bbfa9020021f802000014"), 0x1000);
      assertEquals(4, arm.decode(0, out));
      assertEquals(4, arm.decode(4, out));
      assertEquals(4, arm.decode(8, out));
      assertEquals("\tstp\tx29, x30, [sp, #-16]!\tldadd\tx1, x2, [x0]\tb\t0x1010", out.toString());
    }
    LlvmTarget unknown = new LlvmTarget("X86", "pdp11-unknown-unknown", "");
    assertThrows(MalformedException.class, () -> new LlvmDecoder(library, unknown));
  }
}
