package dev.ebpf4j.util;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextBufferTest {

  @Property
  void numbersAsTheJdkWritesThem(@ForAll long value) {
    assertEquals(Long.toString(value), new TextBuffer().dec(value).toString());
    assertEquals(Integer.toString((int) value), new TextBuffer().dec((int) value).toString());
    assertEquals(Long.toUnsignedString(value), new TextBuffer().unsigned(value).toString());
    assertEquals(
        Integer.toUnsignedString((int) value), new TextBuffer().unsigned((int) value).toString());
    assertEquals(Long.toHexString(value), new TextBuffer().hex(value).toString());
  }

  @Test
  void numbersAtTheEdges() {
    long[] edges = {
      0,
      9,
      10,
      99,
      100,
      999_999_999,
      1_000_000_000,
      Integer.MAX_VALUE,
      1L << 31,
      (1L << 32) - 1,
      1L << 32,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      -1,
      1_000_000_000_000_000_000L
    };
    for (long edge : edges) {
      numbersAsTheJdkWritesThem(edge);
      numbersAsTheJdkWritesThem(-edge);
    }
  }

  @Test
  void hexWithLeadingZeros() {
    assertEquals("0a", new TextBuffer().hex(10, 2).toString());
    assertEquals("000000000000002a", new TextBuffer().hex(42, 16).toString());
    assertEquals("ef", new TextBuffer().hex(0xbeef, 2).toString());
  }

  @Property
  void textIsUtf8(@ForAll String first, @ForAll String second) {
    TextBuffer text = new TextBuffer().text(first).ch('|').text(second).nl();
    assertEquals(
        new String(
            (first + "|" + second + "\n").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
        text.toString());
  }

  @Test
  void everythingArrivesInOrderAtTheOutput() {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StringBuilder expected = new StringBuilder();
    TextBuffer text = new TextBuffer(sink);
    for (int i = 0; i < 30_000; i++) {
      text.unsigned(i).ch(' ').text("word").hex(i).bytes(new byte[] {'-', '-'}).repeat('x', 2).nl();
      expected.append(i).append(" word").append(Integer.toHexString(i)).append("--xx\n");
    }
    String large = "é" + "y".repeat(200_000);
    text.text(large).bytes(new byte[100_000], 0, 70_000).flush();
    text.flush();
    assertEquals(
        expected + large + "\0".repeat(70_000),
        new String(sink.toByteArray(), StandardCharsets.UTF_8));
    assertEquals(0, text.length());
  }

  @Test
  void stringsOfCAreCopiedUpToTheirEnd() {
    byte[] source = "ab\0c\"\\\t\n\r\f\b\u0001\u00e9\0".getBytes(StandardCharsets.UTF_8);
    assertEquals("ab", new TextBuffer().cString(source, 0).toString());
    assertEquals("", new TextBuffer().cString(source, 2).toString());
    assertEquals("ab", new TextBuffer().jsonString(source, 0).toString());
    assertEquals(
        "c\\\"\\\\\\t\\n\\r\\f\\b\\u0001\u00e9", new TextBuffer().jsonString(source, 3).toString());
  }

  @Test
  void longStringsOfCPassThroughAFullBuffer() {
    byte[] source = ("x\n".repeat(50_000) + "\0").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    new TextBuffer(plain).ch('a').cString(source, 0).flush();
    assertEquals("a" + "x\n".repeat(50_000), plain.toString(StandardCharsets.UTF_8));
    ByteArrayOutputStream escaped = new ByteArrayOutputStream();
    new TextBuffer(escaped).jsonString(source, 0).trimEnd('n').trimEnd('n').flush();
    assertEquals("x\\n".repeat(49_999) + "x\\", escaped.toString(StandardCharsets.UTF_8));
  }

  @Test
  void growsWithoutAnOutputAndCanBeCut() {
    TextBuffer text = new TextBuffer();
    text.repeat('a', 5000).text("b");
    assertEquals(5001, text.length());
    text.truncate(5000);
    assertEquals("a".repeat(5000), text.toString());
    assertThrows(IllegalArgumentException.class, () -> text.truncate(5001));
    text.flush();
    assertEquals(5000, text.toByteArray().length);
  }

  @Test
  void anOutputThatFailsIsReported() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    TextBuffer text = new TextBuffer(full).text("x");
    assertThrows(UncheckedIOException.class, text::flush);
  }

  @Test
  void bytesBecomeHexStringsOfJson() {
    byte[] bytes = new byte[300];
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
      expected.append(i == 0 ? "" : ",").append(String.format("\"0x%02x\"", i & 0xff));
    }
    for (int size : new int[] {0, 1, 63, 64, 65, 128, 300}) {
      int end = Math.max(0, size * 7 - 1);
      String wanted = expected.substring(0, end);
      assertEquals(wanted, new TextBuffer().hexStrings(bytes, 0, size).toString());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextBuffer passing = new TextBuffer(out);
    for (int i = 0; i < 400; i++) {
      passing.hexStrings(bytes, 255, 2).nl();
    }
    passing.flush();
    assertEquals("\"0xff\",\"0x00\"\n".repeat(400), out.toString(StandardCharsets.UTF_8));
  }
}
