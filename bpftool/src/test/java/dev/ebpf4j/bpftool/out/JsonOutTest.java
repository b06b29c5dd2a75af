package dev.ebpf4j.bpftool.out;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.util.TextBuffer;
import org.junit.jupiter.api.Test;

class JsonOutTest {

  private final TextBuffer text = new TextBuffer();
  private final JsonOut compact = new JsonOut(text, false);
  private final JsonOut pretty = new JsonOut(text, true);

  @Test
  void compactHasNoBlanks() {
    compact.beginObject().field("a", 1).beginArray("b").value("x").value(true).nul().endArray();
    compact.beginObject("c").endObject().endObject().finish();
    assertEquals("{\"a\":1,\"b\":[\"x\",true,null],\"c\":{}}\n", text.toString());
  }

  /// The layout that the shell completion cuts lines out of, recorded from bpftool 7.8.
  @Test
  void prettyPutsMembersOnLinesAndElementsInline() {
    pretty.beginArray();
    for (int id = 1; id <= 2; id++) {
      pretty.beginObject().field("id", id).beginArray("map_ids").value(3).value(4).endArray();
      pretty.endObject();
    }
    pretty.endArray().finish();
    assertEquals(
        """
        [{
                "id": 1,
                "map_ids": [3,4
                ]
            },{
                "id": 2,
                "map_ids": [3,4
                ]
            }
        ]
        """,
        text.toString());
  }

  @Test
  void emptyContainersStayOnOneLine() {
    pretty.beginObject().beginArray("a").endArray().beginObject("b").endObject().endObject();
    pretty.finish();
    assertEquals("{\n    \"a\": [],\n    \"b\": {}\n}\n", text.toString());
  }

  @Test
  void everyStringIsEscapedSoThatItCanBeRead() {
    compact.value("a\"b\\c\n\t\r\f\b\u0001\u001f\u007fé😀").finish();
    assertEquals("\"a\\\"b\\\\c\\n\\t\\r\\f\\b\\u0001\\u001f\u007fé😀\"\n", text.toString());
  }

  @Test
  void numbersAreSignedOrNotAsAsked() {
    compact.beginArray().value(-1).unsigned(-1).unsigned(-1L).hex(10, 2).hex(4096, 2).endArray();
    compact.finish();
    assertEquals("[-1,4294967295,18446744073709551615,\"0x0a\",\"0x1000\"]\n", text.toString());
  }

  @Test
  void bytesAsHexStringsAndAsNumbers() {
    byte[] bytes = {9, 0, (byte) 255};
    compact.beginArray().hexBytes(bytes, 1, 2).decimalBytes(bytes, 0, 3).endArray().finish();
    assertEquals("[[\"0x00\",\"0xff\"],[9,0,255]]\n", text.toString());
  }

  @Test
  void finishClosesWhatAnErrorLeftOpen() {
    compact.beginArray().beginObject().name("output").beginArray().value(1);
    compact.finish();
    assertEquals("[{\"output\":[1]}]\n", text.toString());
  }

  @Test
  void aNameWithoutItsValueGetsNull() {
    compact.beginObject().name("output").closeTo(0);
    compact.finish();
    assertEquals("{\"output\":null}\n", text.toString());
  }

  @Test
  void nothingAtAllIsNull() {
    compact.finish();
    assertEquals("null\n", text.toString());
  }

  @Test
  void knowsWhereAValueMayCome() {
    assertTrue(compact.expectsValue());
    compact.beginObject();
    assertFalse(compact.expectsValue());
    compact.name("a");
    assertTrue(compact.expectsValue());
    compact.beginArray();
    assertTrue(compact.expectsValue());
    compact.value(1);
    assertTrue(compact.expectsValue());
    compact.closeTo(0);
    assertFalse(compact.expectsValue());
  }

  @Test
  void nestsDeeplyWithoutLimit() {
    for (int i = 0; i < 1000; i++) {
      compact.beginArray();
    }
    compact.finish();
    assertEquals("[".repeat(1000) + "]".repeat(1000) + "\n", text.toString());
  }
}
