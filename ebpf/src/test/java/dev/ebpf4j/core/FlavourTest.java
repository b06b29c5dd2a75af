package dev.ebpf4j.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlavourTest {
  @ParameterizedTest
  @CsvSource({
    "task_struct,task_struct",
    "task_struct___old,task_struct",
    "a___b___c,a___b",
    "___a,___a",
    "a___,a___",
    "a____b,a____b",
    "a__b,a__b",
    "ab___c_d,ab",
    "'',''"
  })
  void theLastTripleUnderscoreBeginsAFlavour(String name, String essential) {
    assertEquals(essential, Flavour.essential(name));
  }
}
