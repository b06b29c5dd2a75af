package dev.ebpf4j.codegen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.util.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Java skeletons of all objects at hand compile without a warning and hold the file they were made
/// of. Those that are checked in are compiled with all checks of the build, and are what would be
/// generated now: `-Dgolden.update=true` rewrites them.
class JavaSkeletonTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path CHECKED_IN =
      ROOT.resolve("testkit/src/main/java/dev/ebpf4j/testkit/skeleton");
  private static final Pattern BLOCK = Pattern.compile("\"\"\"\n(.*?)\"\"\";", Pattern.DOTALL);

  @TempDir Path directory;

  static List<Path> objects() throws IOException {
    List<Path> objects = new ArrayList<>();
    for (String place :
        List.of(
            "testkit/golden/obj",
            "testkit/src/test/resources/dev/ebpf4j/testkit",
            "testkit/fixtures/object",
            "testkit/fixtures/tools",
            "examples")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(place))) {
        files
            .filter(file -> file.toString().endsWith(".o") && hasTypes(file))
            .forEach(objects::add);
      }
    }
    objects.sort(null);
    assertTrue(objects.size() > 35, objects.toString());
    return objects;
  }

  private static boolean hasTypes(Path file) {
    try {
      return open(file, "object").btf() != null;
    } catch (BpfException e) {
      return false;
    }
  }

  private static ObjectSpec open(Path file, String name) {
    return ObjectSpec.open(file, OpenOptions.DEFAULT.withName(name));
  }

  private static String generate(Path file, String name, String packageName) {
    try {
      TextBuffer text = new TextBuffer();
      byte[] bytes = Files.readAllBytes(file);
      JavaSkeleton.write(name, packageName, open(file, name), bytes, text, LoadLog.SILENT);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private void compile(String className, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    StringWriter out = new StringWriter();
    List<String> options =
        List.of(
            "-Xlint:all,-path", // a class path may name jars that name others
            "-Werror",
            "-proc:none",
            "-d",
            directory.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    boolean done =
        compiler
            .getTask(out, null, said, options, null, List.of(new Source(className, text)))
            .call();
    assertTrue(done, () -> said.getDiagnostics() + out.toString());
    assertEquals(List.of(), said.getDiagnostics());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void compilesAndHoldsTheFile(Path file) throws IOException {
    String name = Identifiers.ofFile(file.toString());
    String text = generate(file, name, "org.example");
    compile(JavaSkeleton.className(name), text);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      String block = blocks.group(1).replaceAll("(?m)^ +", "");
      assertTrue(block.length() < 65_000, "fits a class file");
      bytes.write(Base64.getMimeDecoder().decode(block));
    }
    assertArrayEquals(Files.readAllBytes(file), bytes.toByteArray());
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), "no line is too long");
    assertFalse(text.contains("\t") || text.contains(" \n"), "no tabs, no space at the end");
  }

  /// An object of more than a megabyte, the rest of it being a section that nobody reads.
  @Test
  void largeObjectsCompileToo() throws IOException {
    byte[] object = Fixtures.object("sample");
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    System.arraycopy(object, 0, large, 0, object.length);
    ObjectSpec spec = ObjectSpec.parse(object, "sample", OpenOptions.DEFAULT.withName("sample"));
    TextBuffer text = new TextBuffer();
    JavaSkeleton.write("sample", null, spec, large, text, LoadLog.SILENT);
    compile("Sample", text.toString());
    assertTrue(Files.size(directory.resolve("Sample.class")) > 4 << 20);
  }

  /// What stands in names of symbols or types cannot get into the code as code.
  @Test
  void namesAreNoCode() throws IOException {
    byte[] object = Fixtures.object("sample");
    String evil = "}\\u000a\"";
    for (String name : List.of("waiting", "untyped", "MODE_ALL", "greeting")) {
      String other = (evil + "aaaaaaa").substring(0, name.length());
      replace(object, name, other);
    }
    ObjectSpec spec =
        ObjectSpec.parse(object, "sample", OpenOptions.DEFAULT.withName("sa\\u000ample\n"));
    TextBuffer text = new TextBuffer();
    JavaSkeleton.write("sa\\u000ample\n", null, spec, object, text, LoadLog.SILENT);
    compile("SaU000ample", text.toString());
    assertTrue(text.toString().contains("\"}\\\\u000a\""), "the name is there, as text");
  }

  private static void replace(byte[] bytes, String name, String other) {
    byte[] old = ("\0" + name + "\0").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + old.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + old.length, old, 0, old.length)) {
        for (int i = 0; i < other.length(); i++) {
          bytes[at + 1 + i] = (byte) other.charAt(i);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "testkit/src/test/resources/dev/ebpf4j/testkit/sample.o, sample, Sample",
    "testkit/golden/obj/types.bpf.o, types, Types",
  })
  void theOnesCheckedInAreCurrent(String object, String name, String className) throws IOException {
    String now = generate(ROOT.resolve(object), name, "dev.ebpf4j.testkit.skeleton");
    compare(CHECKED_IN.resolve(className + ".java"), now);
  }

  @Test
  void theOneAmongTheExamplesIsCurrent() throws IOException {
    Path examples = ROOT.resolve("examples");
    compare(examples.resolve("Execs.java"), generate(examples.resolve("execs.o"), "execs", null));
  }

  private static void compare(Path file, String now) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, now);
    }
    assertEquals(Files.readString(file), now);
  }

  @Test
  void anObjectWithoutTypesIsRefused() throws IOException {
    Path file = ROOT.resolve("testkit/golden/obj/nobtf.bpf.o");
    byte[] bytes = Files.readAllBytes(file);
    TextBuffer text = new TextBuffer();
    ObjectSpec object = open(file, "nobtf");
    assertThrows(
        MalformedException.class,
        () -> JavaSkeleton.write("nobtf", null, object, bytes, text, LoadLog.SILENT));
    assertEquals(0, text.length());
  }
}
