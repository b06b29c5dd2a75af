package dev.ebpf4j.procfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.error.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// The texts of /proc, /sys and /boot.
class ParsingTest {

  @Test
  void processorLists() {
    assertArrayEquals(new int[] {0, 1, 2, 3, 5}, Cpus.parse("0-3,5\n", "cpus"));
    assertArrayEquals(new int[] {0}, Cpus.parse("0\n", "cpus"));
    assertArrayEquals(new int[] {}, Cpus.parse("\n", "cpus"));
    assertEquals(128, Cpus.parse("0-127", "cpus").length);
    assertThrows(MalformedException.class, () -> Cpus.parse("0-x", "cpus"));
    assertThrows(MalformedException.class, () -> Cpus.parse("3-1", "cpus"));
    assertThrows(MalformedException.class, () -> Cpus.parse("0-3,2", "cpus"));
    assertThrows(MalformedException.class, () -> Cpus.parse("-1", "cpus"));
    assertThrows(MalformedException.class, () -> Cpus.parse("0-4000000000", "cpus"));
  }

  @Test
  void mountsWithBlanksInTheirPaths() {
    List<Mounts.Mount> mounts =
        Mounts.parse(
            "bpf /sys/fs/bpf bpf rw,mode=700 0 0\nx /a\\040b\\134c tmpfs rw 0 0\nbroken line\n");
    assertEquals(
        List.of(
            new Mounts.Mount("/sys/fs/bpf", "bpf", "rw,mode=700"),
            new Mounts.Mount("/a b\\c", "tmpfs", "rw")),
        mounts);
  }

  @Test
  void descriptorInfo() {
    FdInfo info = FdInfo.ofText("pos:\t0\nmap_type:\t3\nowner_prog_type:\t6\nmemlock:\t4096\n");
    assertEquals("6", info.value("owner_prog_type"));
    assertEquals(4096, info.number("memlock", -1));
    assertNull(info.value("lock"));
    assertEquals(-1, info.number("frozen", -1));
    assertEquals(-1, FdInfo.ofText("memlock:\t4k\n").number("memlock", -1));
  }

  @Test
  void versions() {
    KernelVersion debian = KernelVersion.parse("6.1.0-35-amd64");
    assertEquals(6 << 16 | 1 << 8, debian.code());
    assertTrue(debian.atLeast(5, 19));
    assertTrue(debian.atLeast(6, 1));
    assertFalse(debian.atLeast(6, 2));
    assertEquals(6 << 16 | 12 << 8 | 48, KernelVersion.parse("6.12.48").code());
    assertEquals(4 << 16 | 14 << 8 | 255, KernelVersion.parse("4.14.336").code());
    assertEquals(6, KernelVersion.parse("6-rc1").major());
  }

  @Test
  void configurationPlainAndCompressed() throws IOException {
    String text =
        "#\n# Automatically generated file; DO NOT EDIT.\nCONFIG_BPF=y\n# CONFIG_X is not set\n"
            + "CONFIG_HZ=250\nCONFIG_S=\"a b\"";
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    for (byte[] bytes : List.of(text.getBytes(StandardCharsets.UTF_8), packed.toByteArray())) {
      KernelConfig config = KernelConfig.parse(bytes);
      assertTrue(config.isGenuine());
      assertEquals("y", config.value("CONFIG_BPF"));
      assertEquals("250", config.value("CONFIG_HZ"));
      assertEquals("\"a b\"", config.value("CONFIG_S"));
      assertNull(config.value("CONFIG_X"));
      assertNull(config.value("CONFIG_B"));
      assertNull(config.value("ONFIG_HZ"));
    }
    byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), 20);
    assertThrows(MalformedException.class, () -> KernelConfig.parse(cut));
    assertEquals(
        "1", KernelConfig.parse("CONFIG_A=1\n".getBytes(StandardCharsets.UTF_8)).value("CONFIG_A"));
  }

  @Test
  void symbols() {
    Kallsyms symbols =
        Kallsyms.parse(
            """
            0000000000000000 A absent
            ffffffff81000000 T _stext
            ffffffff81000000 t same_place
            ffffffff81000040 T __bpf_call_base
            ffffffffc0201000 t in_module\t[nf_tables]
            ffffffffc0027540 t bpf_dispatcher\t[bpf]
            """);
    assertEquals(5, symbols.size());
    assertEquals(0xffffffff81000040L, symbols.address("__bpf_call_base"));
    assertEquals(0, symbols.address("__bpf_call"));
    assertEquals(0, symbols.address("absent"));
    assertEquals(
        new Kallsyms.Symbol(0xffffffff81000000L, 'T', "_stext", null),
        symbols.at(0xffffffff81000000L));
    assertNull(symbols.at(0xffffffff81000001L));
    assertNull(symbols.at(1));
    Kallsyms.Symbol module = symbols.at(0xffffffffc0027540L);
    assertNotNull(module);
    assertEquals("bpf", module.module());
    assertEquals("bpf_dispatcher", module.name());
    Kallsyms.Symbol covering = symbols.covering(0xffffffff8100004fL);
    assertNotNull(covering);
    assertEquals("__bpf_call_base", covering.name());
    assertEquals("in_module", symbols.byRank(4).name());
    assertEquals("bpf_dispatcher", symbols.byRank(3).name());
    assertTrue(Kallsyms.parse("0000000000000000 T hidden\n").isEmpty());
  }

  @Test
  void symbolsWithoutAnEndOfLine() {
    assertEquals("x", Kallsyms.parse("1 T x").byRank(0).name());
    assertEquals(1, Kallsyms.parse("1 T x").address("x"));
    assertEquals(0, Kallsyms.parse("").size());
  }
}
