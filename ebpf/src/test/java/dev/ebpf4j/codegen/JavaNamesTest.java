package dev.ebpf4j.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of C become names of Java, always the same ones, and no two of a place become one.
class JavaNamesTest {

  @ParameterizedTest
  @CsvSource({
    "count_getpid, countGetpid, CountGetpid, COUNT_GETPID",
    "TASK_COMM_LEN, taskCommLen, TaskCommLen, TASK_COMM_LEN",
    "skbAddr, skbAddr, SkbAddr, SKBADDR",
    "Name, name, Name, NAME",
    ".rodata.str1.1, rodataStr11, RodataStr11, _RODATA_STR1_1",
    "__x86_64, x8664, X8664, __X86_64",
    "class, classMap, Class2, CLASS",
    "8080, map8080, Map8080, VALUE_8080",
    "_, map, Map, __VALUE",
  })
  void words(String c, String member, String type, String constant) {
    assertEquals(member, new JavaNames(Set.of()).member(c, "map"));
    String other = c.equals("class") ? "ClassMap" : type;
    Set<String> reserved = c.equals("class") ? JavaNames.JAVA_LANG : Set.of();
    assertEquals(other, new JavaNames(reserved).type(c, "map"));
    assertEquals(c.equals("_") ? "__VALUE" : constant, new JavaNames(Set.of()).constant(c));
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "yield", "record", "var", "true", "enum", "_"})
  void keywordsGetAWordMore(String keyword) {
    String name = new JavaNames(Set.of()).member(keyword, "value");
    assertEquals(keyword.equals("_") ? "value" : keyword + "Value", name);
  }

  @ParameterizedTest
  @CsvSource({"a_b, aB, aBValue, aBValue2", "x, x, xValue, xValue2"})
  void whatIsTakenGetsANumber(String name, String first, String second, String third) {
    JavaNames scope = new JavaNames(Set.of());
    assertEquals(first, scope.member(name, "value"));
    assertEquals(second, scope.member(name, "value"));
    assertEquals(third, scope.member(name, "value"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "com.example", "org.acme_2.x", "com.example.record"})
  void packages(String name) {
    assertTrue(JavaSkeleton.isPackageName(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", "a..b", "1a", "a-b", "com.class", "a b", "a/b", "a;"})
  void noPackages(String name) {
    assertFalse(JavaSkeleton.isPackageName(name));
  }

  @ParameterizedTest
  @CsvSource({
    "getpid_bpf, GetpidBpf",
    "8080, Object8080",
    "thread, ThreadObject",
    "list, ListObject",
    "skeleton, SkeletonObject",
  })
  void classes(String object, String name) {
    assertEquals(name, JavaSkeleton.className(object));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "___", "日本"})
  void noClasses(String object) {
    assertThrows(IllegalArgumentException.class, () -> JavaSkeleton.className(object));
  }

  @Property
  void whateverTheNameIsItCanBeWritten(@ForAll String name) {
    JavaNames scope = new JavaNames(JavaNames.OBJECT_METHODS);
    String first = scope.member(name, "value");
    String second = scope.member(name, "value");
    assertTrue(isName(first), first);
    assertTrue(isName(second), second);
    assertFalse(first.equals(second));
    String type = new JavaNames(JavaNames.JAVA_LANG).type(name, "type");
    assertTrue(isName(type), type);
    assertFalse(JavaNames.JAVA_LANG.contains(type), type);
    assertTrue(isName(new JavaNames(Set.of()).constant(name)), name);
  }

  private static boolean isName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") && JavaSkeleton.isPackageName(name);
  }
}
