package dev.ebpf4j.bpftool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.Main;
import dev.ebpf4j.link.RawTracepoints;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.FdTracker;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Commands that bring objects into the kernel leave nothing behind when they fail: each of their
/// system calls fails in turn, and afterwards all descriptors are closed, and neither pin nor
/// directory remains on the bpffs. A link that nobody pins or holds is none.
@ExtendWith(LiveKernel.class)
class UndoTest {

  private static final int[] ERRORS = {Errno.ENOMEM, Errno.EPERM, Errno.EMFILE};

  private static final String UNDO = "src/test/resources/dev/ebpf4j/testkit/undo.o";

  /// Of the calls after these, only those that make something fail.
  private static final int EACH_CALL = 60;

  /// A command line, given the directory on a bpffs that it may use.
  private interface Words {
    String[] on(PrivateBpffs bpffs);
  }

  private record Outcome(int status, String err, FakeKernel kernel) {}

  private static String object(String path) {
    return System.getProperty("project.root") + "/testkit/" + path;
  }

  @Test
  void loadAll(Kernel kernel) {
    String object = object(UNDO);
    failEach(
        kernel,
        UnaryOperator.identity(),
        bpffs -> words("prog", "loadall", object, bpffs.path("p"), "pinmaps", bpffs.path("m")));
  }

  @Test
  void loadAllAttached(Kernel kernel) {
    String object = object(UNDO);
    failEach(
        kernel,
        UnaryOperator.identity(),
        bpffs ->
            words(
                "prog",
                "loadall",
                object,
                bpffs.directory().toString(),
                "pinmaps",
                bpffs.path("m"),
                "autoattach"));
  }

  @Test
  void loadOne(Kernel kernel) {
    String object = object(UNDO);
    failEach(
        kernel,
        UnaryOperator.identity(),
        bpffs -> words("prog", "load", object, bpffs.path("p"), "pinmaps", bpffs.path("m")));
  }

  @Test
  void pinnedIterator(Kernel kernel) {
    String object = object("golden/obj/iter_task.bpf.o");
    failEach(
        kernel,
        UnaryOperator.identity(),
        bpffs -> words("iter", "pin", object, bpffs.path("iterator")));
  }

  /// This machine may not take struct_ops: stand-ins take the place of what is made for them.
  @Test
  void registeredStructOps(Kernel kernel) {
    String object = object("golden/obj/sops.bpf.o");
    failEach(
        kernel,
        UndoTest::withStructOps,
        bpffs -> words("struct_ops", "register", object, bpffs.path("links")));
  }

  private static String[] words(String... words) {
    return words;
  }

  private static FakeKernel withStructOps(FakeKernel fake) {
    Kernel behind = fake.behind();
    return fake.onBpf(
            BpfCommand.MAP_CREATE,
            attr -> {
              if (attr.get(ValueLayout.JAVA_INT, AttrMapCreate.MAP_TYPE) != MapType.STRUCT_OPS) {
                return pass(behind, BpfCommand.MAP_CREATE, attr);
              }
              return Specimens.map(behind, MapType.ARRAY, 4, 4, 1, 0, "stand_in").release();
            })
        .onBpf(
            BpfCommand.PROG_LOAD,
            attr -> {
              if (attr.get(ValueLayout.JAVA_INT, AttrProgLoad.PROG_TYPE)
                  != ProgramType.STRUCT_OPS) {
                return pass(behind, BpfCommand.PROG_LOAD, attr);
              }
              return Specimens.program(behind, ProgramType.RAW_TRACEPOINT, "stand_in").release();
            })
        .onBpf(BpfCommand.MAP_UPDATE_ELEM, _ -> 0)
        .onBpf(BpfCommand.MAP_DELETE_ELEM, _ -> 0)
        .onBpf(BpfCommand.LINK_CREATE, _ -> link(behind));
  }

  private static long link(Kernel kernel) {
    try (Fd program = Specimens.program(kernel, ProgramType.RAW_TRACEPOINT, "stand_in")) {
      return RawTracepoints.attach(program, RawTracepoints.Options.of("sys_enter")).fd().release();
    }
  }

  private static long pass(Kernel behind, int command, MemorySegment attr) {
    return behind.call(Call.BPF, command, attr.address(), attr.byteSize());
  }

  private static void failEach(Kernel behind, UnaryOperator<FakeKernel> setUp, Words words) {
    List<Call> calls;
    try (PrivateBpffs bpffs = PrivateBpffs.mount(behind)) {
      Outcome good = run(setUp.apply(new FakeKernel(behind)), words.on(bpffs));
      assertEquals(0, good.status, good.err);
      assertFalse(remains(bpffs).isEmpty(), "it pins something");
      calls = good.kernel.entered();
    }
    int refused = 0;
    int tried = 0;
    for (int errno : ERRORS) {
      int n = 0;
      for (Call call : calls) {
        if (call == Call.CLOSE) {
          continue;
        }
        n++;
        if (n > EACH_CALL && !makes(call)) {
          continue;
        }
        tried++;
        refused += failAt(behind, setUp, words, n, errno) ? 1 : 0;
      }
    }
    assertTrue(refused > tried / 3, refused + " of " + tried + " failures were noticed");
  }

  private static boolean makes(Call call) {
    return call == Call.BPF || call == Call.MKDIRAT || call == Call.PERF_EVENT_OPEN;
  }

  /// Whether the command failed.
  private static boolean failAt(
      Kernel behind, UnaryOperator<FakeKernel> setUp, Words words, int n, int errno) {
    FdTracker tracker = new FdTracker();
    try (PrivateBpffs bpffs = PrivateBpffs.mount(behind)) {
      FakeKernel kernel = setUp.apply(new FakeKernel(behind)).hears(tracker).failAt(n, errno);
      Outcome outcome = run(kernel, words.on(bpffs));
      String what =
          "call " + n + ", " + kernel.failed() + ": " + Errno.name(errno) + "\n" + outcome.err;
      assertEquals(Map.of(), tracker.open(), what);
      if (outcome.status == 0) {
        assertFalse(remains(bpffs).isEmpty(), what);
        return false;
      }
      assertEquals(List.of(), remains(bpffs), what);
      return true;
    }
  }

  private static Outcome run(FakeKernel kernel, String[] words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, new ByteArrayInputStream(new byte[0]), out, err, kernel);
    return new Outcome(status, err.toString(StandardCharsets.UTF_8), kernel);
  }

  /// Files and directories on the bpffs, but for the kernel's own.
  private static List<String> remains(PrivateBpffs bpffs) {
    Path root = bpffs.directory();
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !path.equals(root))
          .map(path -> root.relativize(path).toString())
          .filter(name -> !name.endsWith(".debug"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
