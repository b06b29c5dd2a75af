package dev.ebpf4j.btf.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.Samples;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read and written again is the same.
class RoundTripTest {

  @ParameterizedTest
  @ValueSource(strings = {"types.btf", "types_be.btf", "core.btf", "code.btf", "maps.btf"})
  void bytesStayTheSame(String sample) {
    byte[] raw = Samples.bytes(sample);
    assertArrayEquals(raw, Btf.parse(raw).toBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.btf", "types_be.btf", "core.btf", "code.btf", "maps.btf"})
  void bothByteOrdersHoldTheSameTypes(String sample) {
    Btf btf = Samples.btf(sample);
    Btf little = Btf.parse(btf.toBytes(ByteOrder.LITTLE_ENDIAN));
    Btf big = Btf.parse(btf.toBytes(ByteOrder.BIG_ENDIAN));
    assertSameTypes(btf, little);
    assertSameTypes(btf, big);
    assertEquals(ByteOrder.BIG_ENDIAN, big.byteOrder());
    assertArrayEquals(btf.toBytes(), (btf.byteOrder() == big.byteOrder() ? big : little).toBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.btf", "types_be.btf", "core.btf", "code.btf", "maps.btf"})
  void recordsBuildTheSameTypes(String sample) {
    Btf btf = Samples.btf(sample);
    assertSameTypes(btf, rebuilt(btf));
  }

  @Test
  void kernelBytesStayTheSame() {
    byte[] raw = Samples.kernel();
    assertArrayEquals(raw, Btf.parse(raw).toBytes());
  }

  @Test
  void kernelRecordsBuildTheSameTypes() {
    Btf btf = Btf.parse(Samples.kernel());
    Btf again = Btf.parse(rebuilt(btf).toBytes());
    assertSameTypes(btf, again);
    assertSameTypes(btf, BtfBuilder.copyOf(btf).build());
  }

  private static Btf rebuilt(Btf btf) {
    BtfBuilder builder = new BtfBuilder(btf.base(), btf.byteOrder());
    for (int id = btf.firstId(); id < btf.typeCount(); id++) {
      assertEquals(id, builder.add(btf.type(id)));
    }
    return builder.build();
  }

  private static void assertSameTypes(Btf expected, Btf actual) {
    assertEquals(expected.typeCount(), actual.typeCount());
    for (int id = 0; id < expected.typeCount(); id++) {
      assertEquals(expected.type(id), actual.type(id));
    }
  }
}
