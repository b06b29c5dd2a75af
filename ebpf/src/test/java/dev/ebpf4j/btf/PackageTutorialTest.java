package dev.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The code in the package's documentation, compiled and run; every snippet there must stand here.
class PackageTutorialTest {

  private static final Path SOURCES =
      Path.of(System.getProperty("project.root", ".."), "ebpf", "src");

  private static Btf sample() {
    BtfBuilder builder = new BtfBuilder();
    int number = builder.add(BtfType.Int.of("long", 8, true));
    int inner = builder.add(BtfType.Struct.of("", 16, List.of(Member.at("start_code", number, 8))));
    int mm = builder.add(BtfType.Struct.of("mm", 24, List.of(Member.at("", inner, 8))));
    int pointer = builder.add(new BtfType.Ptr(mm));
    builder.add(
        BtfType.Struct.of(
            "task", 48, List.of(Member.at("state", number, 0), Member.at("mm", pointer, 40))));
    int proto = builder.add(new BtfType.FuncProto(0, List.of()));
    builder.add(new BtfType.Func("run", proto, BtfType.GLOBAL));
    builder.add(new BtfType.Func("hide", proto, BtfType.STATIC));
    return builder.build();
  }

  @Test
  void opening() {
    byte[] bytes = sample().toBytes();
    byte[] moduleBytes = new BtfBuilder(sample(), ByteOrder.nativeOrder()).build().toBytes();
    Btf btf = Btf.parse(bytes);
    Btf module = Btf.parse(moduleBytes, btf);
    assertEquals(btf.typeCount(), module.typeCount());
  }

  @Test
  void taking() {
    Btf btf = sample();
    StringBuilder text = new StringBuilder();
    int id = btf.find(BtfKind.STRUCT, "task");
    if (btf.type(id) instanceof BtfType.Struct(String name, long size, _, List<Member> members)) {
      text.append(name).append(": ").append(size).append(" bytes\n");
      for (Member member : members) {
        text.append(member.bitOffset() / 8).append(' ').append(member.name()).append('\n');
      }
    }
    assertEquals("task: 48 bytes\n0 state\n40 mm\n", text.toString());
  }

  @Test
  void counting() {
    Btf btf = sample();
    int functions = 0;
    for (int i = btf.firstId(); i < btf.typeCount(); i++) {
      if (btf.is(i, BtfKind.FUNC) && btf.linkage(i) == BtfType.GLOBAL) {
        functions++;
      }
    }
    assertEquals(1, functions);
  }

  @Test
  void locating() {
    Btf btf = sample();
    FieldPath field = btf.struct("task").field("mm.start_code");
    long pointerAt = field.pointers().getFirst(); // offset of `mm` within the task, in bytes
    long offset = field.offsetBytes(); // of `start_code` within what it points to
    long size = field.sizeBits() / 8;
    assertEquals(List.of(40L, 16L, 8L), List.of(pointerAt, offset, size));
  }

  @Test
  void building() {
    BtfBuilder builder = new BtfBuilder();
    int number = builder.add(BtfType.Int.of("unsigned int", 4, false));
    builder.add(
        BtfType.Struct.of(
            "pair", 8, List.of(Member.at("a", number, 0), Member.at("b", number, 4))));
    byte[] blob = builder.build().toBytes();
    assertEquals(8, Btf.parse(blob).struct("pair").sizeBytes());
  }

  @Test
  void everySnippetStandsHere() throws IOException {
    String here = squeeze(read("test/java/dev/ebpf4j/btf/PackageTutorialTest.java"));
    List<String> snippets = snippets(read("main/java/dev/ebpf4j/btf/package-info.java"));
    assertEquals(6, snippets.size());
    for (String snippet : snippets) {
      assertTrue(here.contains(squeeze(snippet)), "not compiled: " + snippet);
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(SOURCES.resolve(file));
  }

  private static String squeeze(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  private static List<String> snippets(String packageInfo) {
    List<String> snippets = new ArrayList<>();
    StringBuilder open = null;
    for (String line : packageInfo.split("\n")) {
      String text = line.startsWith("/// ") ? line.substring(4) : "";
      if (text.equals("```java")) {
        open = new StringBuilder();
      } else if (text.equals("```") && open != null) {
        snippets.add(open.toString());
        open = null;
      } else if (open != null) {
        open.append(text).append('\n');
      }
    }
    return snippets;
  }
}
