package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Main;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.util.TextBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

class ProgDumpTest {

  private record Result(int status, byte[] out, String err) {
    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private static Result run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, new ByteArrayInputStream(new byte[0]), out, err);
    return new Result(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  private static Path objects() {
    Path objects = Path.of(System.getProperty("project.root"), "testkit/golden/obj");
    assumeTrue(Files.isDirectory(objects), "needs the source tree");
    return objects;
  }

  // ---- object files ----------------------------------------------------------------------------

  @Test
  void programsOfAnObjectAreListedWithoutAKernel() {
    String object = objects().resolve("code.bpf.o").toString();
    String all = run("prog", "dump", "xlated", "file", object).text();
    assertTrue(all.startsWith("socket_filter  name alu  section socket\nint alu("), all);
    assertEquals(6, all.split("\n\nsocket_filter  name ", -1).length - 1);
    assertTrue(all.contains(" call bpf_trace_printk#6\n"));
    assertTrue(all.contains("#shared\n"));
    assertTrue(all.contains(" = map[table]\n"));
    assertTrue(all.contains("(bpf_metadata_build)\n"));

    String one = run("prog", "dump", "xlated", "file", object, "tail", "opcodes").text();
    assertTrue(one.startsWith("int tail(struct __sk_buff * skb):\n"), one);
    assertTrue(one.contains("\n       85 00 00 00 0c 00 00 00\n"), one);

    String json = run("-j", "prog", "dump", "xlated", "file", object, "tail", "linum").text();
    assertTrue(json.startsWith("[{\"proto\":\"int tail(struct __sk_buff * skb)\",\"src\":"), json);
    assertTrue(json.contains("\"disasm\":\"(18) r2 = map[jumps]\""), json);

    String dot = run("prog", "dump", "xlated", "file", object, "calls", "visual").text();
    assertEquals(5, dot.split("subgraph", -1).length - 1);
  }

  @Test
  void relocationsOfTypesAreShown() {
    String object = objects().resolve("core.bpf.o").toString();
    String shown = run("prog", "dump", "xlated", "file", object, "fields").text();
    assertTrue(shown.contains("; CO-RE <byte_off> "), shown);
    assertTrue(shown.contains("struct task_struct.pid"), shown);
    String json = run("-j", "prog", "dump", "xlated", "file", object, "fields").text();
    assertTrue(json.contains("\"note\":\"CO-RE <byte_off> "), json);
  }

  /// The compiler chooses other registers, and for structures other code; up to there it is the
  /// same code, and so is what is said of it.
  @Test
  void filesOfBothByteOrdersAreShownAlike() {
    for (String options : List.of("", " linum")) {
      String[] shown = new String[2];
      for (int i = 0; i < 2; i++) {
        Path object = objects().resolve(i == 0 ? "types.bpf.o" : "types_be.bpf.o");
        Result result = run(("prog dump xlated file " + object + options).split(" "));
        assertEquals(0, result.status(), result.err());
        String text = result.text().replace("types_be.", "types.");
        assertTrue(text.endsWith("(95) exit\n") && !text.contains("BUG"), text);
        String start = text.substring(0, text.indexOf("\n  16: ") + 1);
        shown[i] = start.replaceAll("\\b[rw][0-9]\\b", "r").replaceAll(" \\[.*\\]\n", "\n");
      }
      assertEquals(shown[0], shown[1], options);
      assertTrue(shown[0].contains(" r = map[types.rodata][0]+0 (exported_ro)\n"), shown[0]);
    }
  }

  /// An architecture that nothing here can read.
  @Test
  void whatNobodyCanReadIsBytes() {
    String before = System.setProperty("os.arch", "vax");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            new OptionParser().options(),
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            err);
    try (MachineDecoder decoder = Decoders.open(session)) {
      decoder.start(new byte[] {1, 2, 3}, 0);
      assertEquals(0, decoder.decode(0, new TextBuffer()));
    } finally {
      System.setProperty("os.arch", before);
    }
    assertEquals(
        "machine code of vax is shown as bytes; to read it, install libLLVM 11 to 22\n",
        err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void bytesAndPicturesGoToFiles(@TempDir Path directory) throws IOException {
    Path object = objects().resolve("xdp8080.bpf.o");
    Path bytes = directory.resolve("bytes");
    Path picture = directory.resolve("picture.svg");
    String name = ObjectSpec.open(object).programs().getFirst().name();
    Result saved =
        run("prog", "dump", "xlated", "file", object.toString(), name, "file", "" + bytes);
    assertEquals(0, saved.status(), saved.err());
    assertEquals(0, saved.out().length);
    assertEquals(
        ObjectSpec.open(object).programs().getFirst().function().code(),
        Code.of(Files.readAllBytes(bytes)));
    Result drawn =
        run("-j", "prog", "dump", "xlated", "file", "" + object, "visual", "svg", "" + picture);
    assertEquals("null\n", drawn.text());
    assertTrue(Files.readString(picture).endsWith("</svg>\n"));
    Result failed = run("prog", "dump", "xlated", "file", "" + object, "file", "/none/x");
    assertEquals(255, failed.status());
    assertEquals("Error: can't open file /none/x: No such file or directory\n", failed.err());
  }

  @Test
  void mistakesAreExplained() {
    String object = objects().resolve("code.bpf.o").toString();
    record Mistake(String error, String... words) {}
    for (Mistake mistake :
        List.of(
            new Mistake("expected 'xlated' or 'jited', got: (null)", "prog", "dump"),
            new Mistake("expected 'xlated' or 'jited', got: id", "prog", "dump", "id", "1"),
            new Mistake(
                "no program 'nothing' in " + object,
                "prog",
                "dump",
                "xlated",
                "file",
                object,
                "nothing"),
            new Mistake(
                "several programs matched", "prog", "dump", "xlated", "file", object, "visual"),
            new Mistake(
                "expected file path", "prog", "dump", "xlated", "file", object, "tail", "file"),
            new Mistake(
                "expected file path",
                "prog",
                "dump",
                "xlated",
                "file",
                object,
                "tail",
                "visual",
                "svg"),
            new Mistake(
                "'file' is not compatible with 'opcodes', 'visual', or 'linum'",
                "prog",
                "dump",
                "xlated",
                "file",
                object,
                "tail",
                "linum",
                "file",
                "x"),
            new Mistake(
                "failed to open object file", "prog", "dump", "xlated", "file", "/etc/passwd"))) {
      Result result = run(mistake.words());
      assertEquals(255, result.status());
      assertTrue(result.err().endsWith("Error: " + mistake.error() + "\n"), result.err());
    }
    Result json = run("-j", "prog", "dump", "xlated", "file", object, "tail", "visual");
    assertEquals("{\"error\":\"'visual' is not compatible with JSON output\"}\n", json.text());
    assertEquals(255, run("prog", "dump", "xlated", "file", object, "tail", "l", "x").status());
    assertEquals(255, run("prog", "dump", "xlated", "id").status());
  }

  // ---- loaded programs -------------------------------------------------------------------------

  @Test
  @ExtendWith(LiveKernel.class)
  void rawBytesGoToAFileForItsOwnerOnly(Kernel kernel, @TempDir Path directory) throws IOException {
    ObjectSpec object = ObjectSpec.open(objects().resolve("nobtf.bpf.o"));
    try (Loaded loaded = ObjectLoader.load(kernel, object, LoadOptions.DEFAULT)) {
      Fd fd = loaded.programs().getFirst().fd();
      byte[] code = Programs.code(kernel, fd, false).xlated();
      String id = "" + Programs.info(kernel, fd).id().value();
      Path file = directory.resolve("x");
      Result result = run("-j", "prog", "dump", "xlated", "id", id, "file", file.toString());
      assertEquals("null\n", result.text());
      assertEquals(Code.of(code), Code.of(Files.readAllBytes(file)));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      Path machine = directory.resolve("j");
      assertEquals(0, run("prog", "dump", "jited", "id", id, "file", machine.toString()).status());
      assertEquals(Programs.info(kernel, fd).jitedBytes(), Files.size(machine));
      String plain = run("prog", "dump", "jited", "id", id, "opcodes").text();
      assertTrue(plain.contains(":\n   0:\t"), plain);
      assertTrue(plain.endsWith("\n\n"), plain);
      String json = run("-j", "prog", "dump", "jited", "id", id).text();
      assertTrue(json.startsWith("[{\"name\":\"bpf_prog_"), json);
      Result failed = run("prog", "dump", "xlated", "id", id, "file", "/none/x");
      assertEquals("Error: can't open file /none/x: No such file or directory\n", failed.err());
      assertEquals("", run("prog", "dump", "xlated", "id", id, "visual").err());
    }
  }
}
