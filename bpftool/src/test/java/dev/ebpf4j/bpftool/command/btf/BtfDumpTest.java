package dev.ebpf4j.bpftool.command.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Main;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BtfDumpTest {

  @TempDir Path directory;

  private String base;
  private String left;
  private String right;

  private record Run(int status, String out, String err) {}

  /// A base with `int` and `struct shared`, and two files on it that both have `struct both`.
  @BeforeEach
  void writeFiles() throws IOException {
    BtfBuilder first = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
    int number = first.add(BtfType.Int.of("int", 4, true));
    first.add(BtfType.Struct.of("shared", 4, List.of(Member.at("a", number, 0))));
    Btf common = first.build();
    base = write("base", common);
    left = write("left", onBase(common, "one"));
    right = write("right", onBase(common, "two"));
  }

  private static Btf onBase(Btf base, String name) {
    BtfBuilder builder = new BtfBuilder(base, ByteOrder.LITTLE_ENDIAN);
    int pointer = builder.add(new BtfType.Ptr(2));
    int both = builder.add(BtfType.Struct.of("both", 8, List.of(Member.at("s", pointer, 0))));
    builder.add(BtfType.Struct.of(name, 8, List.of(Member.at("b", both, 0))));
    return builder.build();
  }

  private String write(String name, Btf btf) throws IOException {
    return Files.write(directory.resolve(name), btf.toBytes()).toString();
  }

  private static Run bpftool(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, InputStream.nullInputStream(), out, err);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static void fails(int status, String message, String... words) {
    Run run = bpftool(words);
    assertEquals("Error: " + message + "\n", run.err);
    assertEquals(status, run.status);
    assertEquals("", run.out);
  }

  @Test
  void aFileOnABase() {
    assertEquals(
        """
        [3] PTR '(anon)' type_id=2
        [4] STRUCT 'both' size=8 vlen=1
        \t's' type_id=3 bits_offset=0
        [5] STRUCT 'one' size=8 vlen=1
        \t'b' type_id=4 bits_offset=0
        """,
        bpftool("-B", base, "btf", "dump", "file", left).out);
  }

  @Test
  void severalFilesHaveEachTypeOnce() {
    assertEquals(
        """
        [3] PTR '(anon)' type_id=2
        [4] STRUCT 'both' size=8 vlen=1
        \t's' type_id=3 bits_offset=0
        [5] STRUCT 'one' size=8 vlen=1
        \t'b' type_id=4 bits_offset=0
        [6] STRUCT 'two' size=8 vlen=1
        \t'b' type_id=4 bits_offset=0
        """,
        bpftool("-B", base, "btf", "dump", "file", left, "file", right).out);
  }

  @Test
  void severalFilesNeedABase() {
    fails(
        234,
        "base BTF is required when merging multiple BTF files; use -B/--base-btf or use sysfs"
            + " paths",
        "btf",
        "dump",
        "file",
        base,
        "file",
        base);
  }

  @Test
  void noMoreThan64Files() {
    List<String> words = new ArrayList<>(List.of("btf", "dump"));
    for (int i = 0; i < 65; i++) {
      words.add("file");
      words.add(base);
    }
    fails(249, "too many BTF files (max 64)", words.toArray(new String[0]));
  }

  @Test
  void theKernelsOwnFileIsTheBaseOfOthers() {
    assumeTrue(Files.isReadable(Path.of(BtfLoader.VMLINUX)), "no BTF of a kernel here");
    Run run = bpftool("btf", "dump", "file", BtfLoader.VMLINUX, "root_id", "0");
    assertEquals("[0] UNKNOWN '(anon)'\n", run.out);
    assertEquals("skipping " + BtfLoader.VMLINUX + " (will be loaded as base)\n", run.err);
    Run json = bpftool("-j", "btf", "dump", "file", BtfLoader.VMLINUX, "root_id", "0");
    assertEquals("{\"types\":[{\"id\":0,\"kind\":\"UNKNOWN\",\"name\":\"(anon)\"}]}\n", json.out);
    assertEquals("", json.err);
  }

  @Test
  void wordsThatDoNotFit() {
    fails(234, "unrecognized option: 'x'", "btf", "dump", "file", base, "x");
    fails(
        234,
        "unrecognized format specifier: 'C', possible values: raw, c",
        "btf",
        "dump",
        "file",
        base,
        "format",
        "C");
    fails(234, "expecting value for 'format' option\n", "btf", "dump", "file", base, "format");
    fails(255, "can't parse 1x as root ID", "btf", "dump", "file", base, "root_id", "1x");
    fails(234, "invalid root ID: 3", "btf", "dump", "file", base, "root_id", "3");
    fails(234, "invalid root ID: 4294967295", "btf", "dump", "file", base, "root_id", "0xffffffff");
    fails(
        234,
        "duplicate root_id 1 supplied",
        "btf",
        "dump",
        "file",
        base,
        "root_id",
        "1",
        "root_id",
        "0x1");
  }

  /// Of a program or map both words of its handle are asked for at once.
  @Test
  void wordsThatAreMissing() {
    for (String source : List.of("prog", "map")) {
      Run plain = bpftool("btf", "dump", source, "id");
      String error = "'" + source + "' needs at least 2 arguments, 1 found";
      assertEquals(255, plain.status());
      assertTrue(plain.err().startsWith("Error: " + error + "\nUsage: bpftool btf "), plain.err());
      assertEquals(
          new Run(255, "{\"error\":\"" + error + "\"}\n", ""),
          bpftool("-j", "btf", "dump", source, "id"));
    }
  }

  @Test
  void noMoreThan16Roots() {
    List<String> words = new ArrayList<>(List.of("btf", "dump", "file", base));
    for (int i = 0; i < 17; i++) {
      words.add("root_id");
      words.add(Integer.toString(i));
    }
    fails(249, "only 16 root_id are supported", words.toArray(new String[0]));
  }

  @Test
  void rootsInTheOrderTheyWereGiven() {
    assertEquals(
        """
        [2] STRUCT 'shared' size=4 vlen=1
        \t'a' type_id=1 bits_offset=0
        [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
        """,
        bpftool("btf", "dump", "file", base, "root_id", "2", "root", "1", "format", "raw").out);
  }

  @Test
  void rootsAsC() {
    String c = bpftool("btf", "dump", "file", base, "format", "c", "root_id", "2").out;
    assertTrue(c.contains("struct shared {\n\tint a;\n};\n"), c);
    assertFalse(c.contains("kfuncs"), c);
  }

  @Test
  void noCInJson() {
    Run run = bpftool("-j", "btf", "dump", "file", base, "format", "c");
    assertEquals("{\"error\":\"JSON output for C-syntax dump is not supported\"}\n", run.out);
    assertEquals(161, run.status);
  }

  @Test
  void allInPrettyJson() {
    assertEquals(
        """
        {
            "types": [{
                    "id": 1,
                    "kind": "INT",
                    "name": "int",
                    "size": 4,
                    "bits_offset": 0,
                    "nr_bits": 32,
                    "encoding": "SIGNED"
                },{
                    "id": 2,
                    "kind": "STRUCT",
                    "name": "shared",
                    "size": 4,
                    "vlen": 1,
                    "members": [{
                            "name": "a",
                            "type_id": 1,
                            "bits_offset": 0
                        }
                    ]
                }
            ]
        }
        """,
        bpftool("-p", "btf", "dump", "file", base).out);
  }
}
