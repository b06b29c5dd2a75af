package dev.ebpf4j.bpftool.out;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.util.TextBuffer;
import org.junit.jupiter.api.Test;

class HexTextTest {

  private static String rows(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    TextBuffer text = new TextBuffer();
    HexText.rows(text, bytes, 0, count);
    return text.toString();
  }

  @Test
  void twoBlanksAfterTheEighthByte() {
    assertEquals("00 01 02 03 04 05 06 07  08", rows(9));
  }

  @Test
  void rowsOfSixteenWithoutTrailingBlanks() {
    assertEquals("00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f", rows(16));
    assertEquals("00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f\n10", rows(17));
  }

  @Test
  void nothingForNoBytes() {
    assertEquals("", rows(0));
  }

  @Test
  void columnsPadButNeverCut() {
    TextBuffer text = new TextBuffer();
    Columns.left(text, "ab", 4);
    Columns.right(text, "cd", 4);
    Columns.left(text, "long", 2);
    assertEquals("ab    cdlong", text.toString());
  }
}
