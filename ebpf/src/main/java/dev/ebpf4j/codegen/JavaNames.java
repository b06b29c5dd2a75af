package dev.ebpf4j.codegen;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Names of C as names of Java.
///
/// A name is cut into words where something stands that is neither letter nor digit. Methods and
/// members get the words in `lowerCamelCase`, types in `UpperCamelCase`, constants keep the
/// underscores and get capital letters: `count_getpid` becomes `countGetpid` and `CountGetpid`. A
/// word with small letters keeps its capitals inside. What is no name then, or stands for something
/// else already, gets a word behind it that says what it is (`classValue`), in front if it began
/// with a digit (`value8080`); if that is taken too, a number from 2 on.
final class JavaNames {

  private static final Set<String> KEYWORDS =
      Set.of(
          """
          _ abstract assert boolean break byte case catch char class const continue default do \
          double else enum extends false final finally float for goto if implements import \
          instanceof int interface long native new null package private protected public return \
          short static strictfp super switch synchronized this throw throws transient true try \
          void volatile while permits record sealed var when yield with module exports opens \
          requires provides uses to transitive"""
              .split(" ", -1));

  /// Methods of every object.
  static final Set<String> OBJECT_METHODS =
      Set.of(
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  /// Types that are visible in every file, which a type of the same name would hide.
  static final Set<String> JAVA_LANG =
      Set.of(
          """
          AbstractMethodError Appendable ApplicationShutdownHooks ArithmeticException \
          ArrayIndexOutOfBoundsException ArrayStoreException AssertionError AutoCloseable Boolean \
          BootstrapMethodError Byte CharSequence Character Class ClassCastException \
          ClassCircularityError ClassFormatError ClassLoader ClassNotFoundException ClassValue \
          CloneNotSupportedException Cloneable Comparable Compiler Deprecated Double Enum \
          EnumConstantNotPresentException Error Exception ExceptionInInitializerError Float \
          FunctionalInterface IO IllegalAccessError IllegalAccessException \
          IllegalArgumentException IllegalCallerException IllegalMonitorStateException \
          IllegalStateException IllegalThreadStateException IncompatibleClassChangeError \
          IndexOutOfBoundsException InheritableThreadLocal InstantiationError \
          InstantiationException Integer InternalError InterruptedException Iterable \
          LayerInstantiationException LazyConstant LinkageError Long MatchException Math Module \
          ModuleLayer NegativeArraySizeException NoClassDefFoundError NoSuchFieldError \
          NoSuchFieldException NoSuchMethodError NoSuchMethodException NullPointerException \
          Number NumberFormatException Object OutOfMemoryError Override Package Process \
          ProcessBuilder ProcessHandle Readable Record ReflectiveOperationException Runnable \
          Runtime RuntimeException RuntimePermission SafeVarargs ScopedValue SecurityException \
          SecurityManager Short StableValue StackOverflowError StackTraceElement StackWalker \
          StrictMath String StringBuffer StringBuilder StringIndexOutOfBoundsException \
          StringTemplate SuppressWarnings System Thread ThreadDeath ThreadGroup ThreadLocal \
          Throwable TypeNotPresentException UnknownError UnsatisfiedLinkError \
          UnsupportedClassVersionError UnsupportedOperationException VerifyError \
          VirtualMachineError Void WrongThreadException"""
              .split(" ", -1));

  private final Set<String> taken = new HashSet<>();

  /// A place where each name may stand once.
  ///
  /// @param reserved names that are taken from the start
  JavaNames(Set<String> reserved) {
    taken.addAll(reserved);
  }

  /// The name of a method, member or parameter.
  ///
  /// @param kind what it is, in small letters, such as `map`
  String member(String name, String kind) {
    String camel = camel(name, false);
    return free(isDigitFirst(camel) ? kind + camel : camel, kind, capitalized(kind));
  }

  /// The name of a type.
  ///
  /// @param kind what it is, in small letters
  String type(String name, String kind) {
    String camel = camel(name, true);
    String word = capitalized(kind);
    return free(isDigitFirst(camel) ? word + camel : camel, word, word);
  }

  /// The name of a constant.
  String constant(String name) {
    String upper = Identifiers.sanitized(name).toUpperCase(Locale.ROOT);
    return free(isDigitFirst(upper) ? "VALUE_" + upper : upper, "VALUE", "_VALUE");
  }

  private String free(String wanted, String whenEmpty, String suffix) {
    String name = wanted.isEmpty() ? whenEmpty : wanted;
    if (KEYWORDS.contains(name) || taken.contains(name)) {
      name += suffix;
    }
    String base = name;
    for (int i = 2; !taken.add(name); i++) {
      name = base + i;
    }
    return name;
  }

  private static boolean isDigitFirst(String name) {
    return !name.isEmpty() && Character.isDigit(name.charAt(0));
  }

  static String camel(String name, boolean upperFirst) {
    StringBuilder out = new StringBuilder();
    for (String word : Identifiers.sanitized(name).split("_", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      boolean shouting = word.equals(word.toUpperCase(Locale.ROOT));
      String plain = shouting ? word.toLowerCase(Locale.ROOT) : word;
      out.append(out.isEmpty() && !upperFirst ? uncapitalized(plain) : capitalized(plain));
    }
    return out.toString();
  }

  static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String uncapitalized(String word) {
    return word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
  }

  /// Whether `name` may stand behind `package`.
  static boolean isPackage(String name) {
    for (String part : name.split("\\.", -1)) {
      if (!isIdentifier(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdentifier(String name) {
    if (name.isEmpty() || isKeywordOfPackages(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i == 0 ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
        return false;
      }
    }
    return true;
  }

  /// Words such as `record` are keywords in some places only, and packages may have them.
  private static boolean isKeywordOfPackages(String name) {
    return KEYWORDS.contains(name) && !CONTEXTUAL.contains(name);
  }

  private static final Set<String> CONTEXTUAL =
      Set.of(
          "permits",
          "record",
          "sealed",
          "var",
          "when",
          "yield",
          "with",
          "module",
          "exports",
          "opens",
          "requires",
          "provides",
          "uses",
          "to",
          "transitive");
}
