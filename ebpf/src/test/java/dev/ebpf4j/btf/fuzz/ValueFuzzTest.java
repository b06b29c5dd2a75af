package dev.ebpf4j.btf.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.encode.DistilledBase;
import dev.ebpf4j.btf.value.Label;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.btf.value.ValueSink;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.object.GoldenObjects;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.Arrays;

/// What is done with types and other bytes together: values are shown, and types moved to another
/// base. The input is a length, types of that length, and the rest.
class ValueFuzzTest {

  /// Values are as long as their types say, however little the types are.
  private static final int MAX_VALUE = 1 << 16;

  /// Types that others are moved to.
  private static final Btf TARGET = target();

  private static Btf target() {
    Btf btf = GoldenObjects.open("core.bpf.o").btf();
    assertNotNull(btf);
    return btf;
  }

  private static byte[] types(byte[] data) {
    return Arrays.copyOfRange(data, 2, Math.min(data.length, 2 + length(data)));
  }

  private static byte[] rest(byte[] data) {
    return Arrays.copyOfRange(data, Math.min(data.length, 2 + length(data)), data.length);
  }

  private static int length(byte[] data) {
    return ByteReader.of(data, ByteOrder.LITTLE_ENDIAN, "input").u16(0);
  }

  @FuzzTest(maxDuration = "10m")
  void values(byte[] data) {
    if (data.length < 2) {
      return;
    }
    Btf btf;
    try {
      btf = Btf.parse(types(data));
    } catch (MalformedException e) {
      assertNotNull(e.problem());
      return;
    }
    byte[] rest = rest(data);
    for (int id = 0; id < Math.min(btf.typeCount(), 64); id++) {
      try {
        ValueFormatter formatter = ValueFormatter.of(btf, id);
        assertTrue(formatter.sizeBytes() >= 0);
        if (formatter.sizeBytes() <= MAX_VALUE) {
          byte[] value = Arrays.copyOf(rest, Math.max(rest.length, (int) formatter.sizeBytes()));
          Counter sink = new Counter();
          formatter.format(value, 0, sink);
          assertEquals(0, sink.depth);
        }
      } catch (MalformedException e) {
        assertNotNull(e.problem());
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void movingToAnotherBase(byte[] data) {
    if (data.length < 2) {
      return;
    }
    try {
      Btf base = Btf.parse(types(data));
      Btf split = Btf.parse(rest(data), base);
      Btf moved = DistilledBase.relocate(split, TARGET);
      assertEquals(
          split.typeCount() - base.typeCount(), moved.typeCount() - TARGET.typeCount(), "lost");
      assertNotNull(Btf.parse(moved.toBytes(), TARGET));
    } catch (MalformedException e) {
      assertNotNull(e.problem());
    }
  }

  /// Follows how deep values nest, and ends what has no end.
  private static final class Counter implements ValueSink {
    private static final int LIMIT = 1 << 22;
    private int depth;
    private int events;

    private void event() {
      assertTrue(++events < LIMIT, "value without end");
    }

    @Override
    public void startObject() {
      depth++;
      event();
    }

    @Override
    public void endObject() {
      depth--;
    }

    @Override
    public void startArray() {
      depth++;
      event();
    }

    @Override
    public void endArray() {
      depth--;
    }

    @Override
    public void name(Label name) {
      assertNotNull(name.quoted());
    }

    @Override
    public void signed(long value) {
      event();
    }

    @Override
    public void unsigned(long value) {
      event();
    }

    @Override
    public void bool(boolean value) {
      event();
    }

    @Override
    public void bits(long high, long low) {
      event();
    }

    @Override
    public void character(int character) {
      event();
      assertTrue(character >= 0 && character <= 255);
    }

    @Override
    public void string(byte[] data, int offset, int length) {
      event();
      assertTrue(offset >= 0 && length >= 0 && offset + length <= data.length);
    }

    @Override
    public void enumerator(Label name) {
      event();
    }

    @Override
    public void pointer(long address) {
      event();
    }

    @Override
    public void function(String text) {
      event();
    }

    @Override
    public void unsupported(String what) {
      event();
    }
  }
}
