package dev.ebpf4j.bpftool.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class NumbersTest {

  private record Case(String word, Long value) {}

  private static final List<Case> CASES =
      List.of(
          new Case("0", 0L),
          new Case("10", 10L),
          new Case("010", 8L),
          new Case("08", null),
          new Case("0x10", 16L),
          new Case("0XfF", 255L),
          new Case("0x", null),
          new Case("0xg", null),
          new Case("", 0L),
          new Case(" 7", 7L),
          new Case("\t+7", 7L),
          new Case("-1", -1L),
          new Case("-", null),
          new Case("7 ", null),
          new Case("abc", null),
          new Case("7a", null),
          new Case("١", null),
          new Case("18446744073709551615", -1L),
          new Case("18446744073709551616", -1L),
          new Case("99999999999999999999999", -1L),
          new Case("-99999999999999999999999", -1L));

  @TestFactory
  List<DynamicTest> asStrtoulReadsThem() {
    return CASES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "'" + c.word + "'", () -> assertEquals(c.value, Numbers.parse(c.word))))
        .toList();
  }

  @Property
  void decimalOctalAndHexAreReadBack(@ForAll long value) {
    String decimal = Long.toUnsignedString(value);
    assertEquals(value, Numbers.parse(decimal));
    assertEquals(value, Numbers.parse("0" + Long.toUnsignedString(value, 8)));
    assertEquals(value, Numbers.parse("0x" + Long.toHexString(value)));
    assertEquals(value, Numbers.parse(Long.toHexString(value), 16));
  }

  @Property
  void tooLargeIsTheLargest(@ForAll long more) {
    BigInteger large = BigInteger.TWO.pow(64).add(new BigInteger(Long.toUnsignedString(more)));
    assertEquals(-1L, Numbers.parse(large.toString()));
  }

  @Property
  void anyWordIsANumberOrNot(@ForAll String word) {
    Long value = Numbers.parse(word);
    if (value == null) {
      assertNull(Numbers.parse(word + "z"));
    }
  }
}
