package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Whatever a program or library holds, looking for functions and static tracepoints in it gives
/// places or a defined error.
class UserBinaryFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void binary(byte[] bytes) {
    try {
      ElfFile elf = ElfFile.parse(bytes);
      UserSymbols symbols = new UserSymbols(Path.of("fuzz"), elf);
      offset(symbols, "main@@V");
      for (String name : symbols.matching("*").keySet()) {
        offset(symbols, name);
      }
      for (UsdtProbe probe : UsdtProbe.find(elf, "app", "probe")) {
        assertNotNull(probe.parsed(UsdtRegisters.X86_64));
      }
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
    }
  }

  private static void offset(UserSymbols symbols, String name) {
    try {
      assertEquals(1, symbols.offsets(List.of(name)).size());
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
    }
  }

  @FuzzTest(maxDuration = "10m")
  void arguments(byte[] bytes) {
    UsdtProbe probe = new UsdtProbe(0, 0, 0, new String(bytes, StandardCharsets.UTF_8));
    for (UsdtRegisters registers : UsdtRegisters.values()) {
      try {
        for (UsdtArgument argument : probe.parsed(registers)) {
          ByteWriter out = new ByteWriter(ByteOrder.LITTLE_ENDIAN);
          argument.write(out, false);
          assertEquals(UsdtArgument.SIZE, out.length());
        }
      } catch (BpfException e) {
        assertNotNull(e.getMessage());
      }
    }
  }
}
