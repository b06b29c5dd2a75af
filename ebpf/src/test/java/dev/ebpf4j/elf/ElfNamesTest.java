package dev.ebpf4j.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ElfNamesTest {

  private static ElfNames names(String table) {
    byte[] bytes = table.getBytes(StandardCharsets.UTF_8);
    return new ElfNames(ByteReader.of(bytes, ByteOrder.LITTLE_ENDIAN, "section names"));
  }

  @Test
  void namesMayShareTheirEnds() {
    ElfNames names = names("\0.rel.text\0");
    assertEquals(".rel.text", names.at(1));
    assertEquals(".text", names.at(5));
    assertEquals("", names.at(0));
    assertSame(names.at(5), names.at(5));
  }

  @Test
  void thatEachByteIsANameIsRefused() {
    ElfNames names = names("\0" + "x".repeat(1000) + "\0");
    MalformedException refused =
        assertThrows(
            MalformedException.class,
            () -> {
              for (int offset = 1; offset < 1000; offset++) {
                assertEquals(1001 - offset, names.at(offset).length());
              }
            });
    assertEquals("section names", refused.getMessage().substring(0, 13));
  }

  /// A table that is not a string table may still have its one empty name.
  @Test
  void theEmptyNameNeedsNoTable() {
    assertEquals("", names("").at(0));
    assertThrows(MalformedException.class, () -> names("abc").at(1));
  }
}
