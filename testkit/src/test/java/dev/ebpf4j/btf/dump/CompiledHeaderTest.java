package dev.ebpf4j.btf.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfFile;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.util.TextBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Headers are compiled for BPF, and the compiler's own BTF says whether every struct and union has
/// its size, and every member its place and width, bit-fields included.
class CompiledHeaderTest {

  private static final String VMLINUX = "/sys/kernel/btf/vmlinux";

  private static final Path OBJECTS =
      Path.of(System.getProperty("project.root"), "testkit", "golden", "obj");

  @TempDir Path directory;

  static List<String> objects() throws IOException {
    try (Stream<Path> files = Files.list(OBJECTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".bpf.o"))
          .filter(name -> !name.contains("nobtf") && !name.contains("truncated"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("objects")
  void objectFiles(String name) throws Exception {
    Btf btf = read(OBJECTS.resolve(name));
    assertEquals(roundTrip(btf, true), roundTrip(btf, false));
  }

  @Test
  void theRunningKernelSorted() throws Exception {
    int compared = roundTrip(kernel(), true);
    assertTrue(compared > 5000, "only " + compared + " types were compared");
  }

  @Test
  void theRunningKernelUnsorted() throws Exception {
    assertEquals("", compile(header(kernel(), false), "-fsyntax-only"));
  }

  private static Btf kernel() {
    assumeTrue(Files.exists(Path.of(VMLINUX)), "no BTF of a kernel here");
    return read(Path.of(VMLINUX));
  }

  private static String header(Btf btf, boolean sorted) {
    TextBuffer text = new TextBuffer();
    CHeader header = new CHeader(btf, text);
    if (sorted) {
      header.sorted();
    } else {
      header.unsorted();
    }
    return text.toString();
  }

  /// Writes the header, compiles it and compares all structs and unions whose name is their own.
  ///
  /// @return how many were compared
  private int roundTrip(Btf btf, boolean sorted) throws Exception {
    Map<String, Integer> wanted = uniquelyNamed(btf);
    StringBuilder source = new StringBuilder(header(btf, sorted));
    int number = 0;
    for (Map.Entry<String, Integer> type : wanted.entrySet()) {
      source.append(type.getKey()).append(" *keep_").append(number++).append(";\n");
    }
    assertEquals("", compile(source.toString(), "-g", "-c"));
    if (wanted.isEmpty()) {
      return 0; // clang makes no BTF for nothing
    }
    Btf compiled = read(directory.resolve("types.o"));
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, Integer> type : wanted.entrySet()) {
      BtfKind kind = btf.kind(type.getValue());
      int other = compiled.find(kind, btf.name(type.getValue()));
      if (other == 0) {
        differences.add(type.getKey() + " is missing");
      } else {
        compare(type.getKey(), btf, type.getValue(), compiled, other, differences);
      }
    }
    assertEquals(List.of(), differences);
    return wanted.size();
  }

  private static Map<String, Integer> uniquelyNamed(Btf btf) {
    Map<String, Integer> tags = new HashMap<>();
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 1; id < btf.typeCount(); id++) {
      BtfKind kind = btf.kind(id);
      boolean enumeration = kind.isAnyEnum() && btf.vlen(id) > 0;
      if ((kind.isComposite() || enumeration) && btf.nameOffset(id) != 0) {
        tags.merge(btf.name(id), 1, Integer::sum);
        if (kind.isComposite()) {
          ids.put((kind == BtfKind.UNION ? "union " : "struct ") + btf.name(id), id);
        }
      }
    }
    // A list of arguments is whatever the compiler's target makes of it.
    ids.values().removeIf(id -> tags.get(btf.name(id)) > 1 || holdsArguments(btf, id));
    return ids;
  }

  private static boolean holdsArguments(Btf btf, int id) {
    int list = btf.find(BtfKind.TYPEDEF, "__builtin_va_list");
    for (int i = 0; list != 0 && i < btf.vlen(id); i++) {
      if (btf.resolve(btf.memberType(id, i)) == btf.resolve(list)) {
        return true;
      }
    }
    return false;
  }

  private static void compare(
      String path, Btf a, int left, Btf b, int right, List<String> differences) {
    if (a.ownSizeBytes(left) != b.ownSizeBytes(right) || a.vlen(left) != b.vlen(right)) {
      differences.add(
          path + ": " + a.ownSizeBytes(left) + " bytes, compiled " + b.ownSizeBytes(right));
      return;
    }
    for (int i = 0; i < a.vlen(left); i++) {
      String member = path + "." + a.memberName(left, i);
      String wanted = place(a, left, i);
      String found = place(b, right, i);
      if (!wanted.equals(found)) {
        differences.add(member + ": " + wanted + ", compiled " + found);
        return;
      }
      int inner = a.resolve(a.memberType(left, i));
      if (a.kind(inner).isComposite() && a.nameOffset(inner) == 0) {
        compare(member, a, inner, b, b.resolve(b.memberType(right, i)), differences);
      }
    }
  }

  private static String place(Btf btf, int id, int member) {
    return btf.memberName(id, member)
        + " at "
        + btf.memberBitOffset(id, member)
        + " width "
        + btf.memberBitfieldSize(id, member);
  }

  private static Btf read(Path file) {
    return BtfFile.open(file.toString(), LoadLog.SILENT).parse(null);
  }

  /// Compiles for BPF.
  ///
  /// @return what the compiler has to say
  private String compile(String source, String... options) throws Exception {
    Path file = Files.writeString(directory.resolve("types.c"), source);
    Path messages = directory.resolve("messages");
    List<String> command = new ArrayList<>(List.of("clang-19", "-target", "bpf", "-O2", "-Wall"));
    command.addAll(List.of("-Wno-missing-declarations", "-Wno-pragma-clang-attribute"));
    // As upstream has it, the smallest number of 64 bits is no constant of C.
    command.addAll(List.of("-Wno-implicitly-unsigned-literal", "-Wno-enum-too-large"));
    command.addAll(List.of(options));
    command.addAll(List.of(file.toString(), "-o", directory.resolve("types.o").toString()));
    Process clang;
    try {
      clang =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(messages.toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "clang-19 is not installed");
      throw e;
    }
    assertTrue(clang.waitFor(4, TimeUnit.MINUTES), "clang does not end");
    String said = Files.readString(messages);
    return said.substring(0, Math.min(4000, said.length()));
  }
}
