package dev.ebpf4j.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.error.MalformedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/// Whatever the files of /proc, /sys and /boot hold, reading them gives what can be read of it or a
/// defined error.
class ProcFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void symbols(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Kallsyms symbols = Kallsyms.parse(text);
    long last = 0;
    for (int rank = 0; rank < symbols.size(); rank++) {
      Kallsyms.Symbol symbol = symbols.byRank(rank);
      assertTrue(Long.compareUnsigned(last, symbol.address()) <= 0, "not in order");
      last = symbol.address();
      Kallsyms.Symbol same = symbols.at(last);
      assertTrue(same != null && same.address() == last, "not found");
      assertEquals(same, symbols.covering(last));
    }
    if (symbols.size() > 0) {
      assertTrue(symbols.address(symbols.byRank(0).name()) != 0, "not found by its name");
    }
    try (SymbolFile file = SymbolFile.reading(new ByteArrayInputStream(bytes))) {
      CallSymbols calls = CallSymbols.find(file, new int[] {0, 16, -4096});
      String name = calls.nameAt(calls.callBase());
      assertTrue(calls.callBase() == 0 || name == null || bytes.length > name.length());
    }
  }

  @FuzzTest(maxDuration = "10m")
  void texts(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (Mounts.Mount mount : Mounts.parse(text)) {
      assertTrue(mount.path().length() <= text.length());
    }
    FdInfo info = FdInfo.ofText(text);
    assertTrue(info.value("memlock") != null || info.number("memlock", -1) == -1);
    assertNotNull(KernelVersion.parse(text).release());
    try {
      assertTrue(Cpus.parse(text, "cpus").length <= 1 << 21, "more processors than there can be");
    } catch (MalformedException e) {
      assertEquals("cpus", e.what());
    }
    try {
      KernelConfig config = KernelConfig.parse(bytes);
      String value = config.value("CONFIG_HZ");
      assertTrue(value == null || config.text().contains("CONFIG_HZ=" + value));
      assertTrue(!config.isGenuine() || config.text().length() > 40);
    } catch (MalformedException e) {
      assertEquals("kernel configuration", e.what());
    }
  }
}
