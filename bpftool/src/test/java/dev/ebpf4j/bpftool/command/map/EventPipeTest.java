package dev.ebpf4j.bpftool.command.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.bpftool.oracle.Covers;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Emitters;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `map event_pipe` as a process of its own, stopped by signals.
@ExtendWith(LiveKernel.class)
class EventPipeTest {

  private static final long VALUE = 0x8877665544332211L;
  private static final String BYTES = "11 22 33 44 55 66 77 88";

  private static Process start(String... words) throws IOException {
    return start(List.of(), words);
  }

  /// @param prefix of the command line
  private static Process start(List<String> prefix, String... words) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.ebpf4j.bpftool.Main");
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.PIPE).start();
  }

  private static String stop(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "ends when told to");
    assertEquals(0, process.exitValue());
    return new String(process.getErrorStream().readAllBytes());
  }

  @Test
  void ringBufferShowsWhatIsThereAndWhatComes(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.8", "ring buffers");
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd map = Specimens.map(kernel, MapType.RINGBUF, 0, 0, 1 << 16, 0, "ring");
        Fd program = Emitters.toRingBuffer(kernel, map, VALUE)) {
      Bpf.pin(kernel, map, bpffs.path("ring"));
      Emitters.run(kernel, program, 2);
      Process process = start("map", "event_pipe", "pinned", bpffs.path("ring"));
      try (BufferedReader out = process.inputReader()) {
        for (int i = 0; i < 3; i++) {
          if (i == 2) {
            Emitters.run(kernel, program, 1);
          }
          assertEquals("== size: 8 =====", out.readLine());
          assertEquals(BYTES, out.readLine());
        }
        assertEquals("Stopping...\n", stop(process, "INT"));
        assertEquals(null, out.readLine());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void ringBufferAsJson(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.8", "ring buffers");
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd map = Specimens.map(kernel, MapType.RINGBUF, 0, 0, 1 << 16, 0, "ring");
        Fd program = Emitters.toRingBuffer(kernel, map, VALUE)) {
      Bpf.pin(kernel, map, bpffs.path("ring"));
      Emitters.run(kernel, program, 2);
      Process process = start("-j", "map", "event_pipe", "pinned", bpffs.path("ring"));
      String record = "{\"size\":8,\"data\":[17,34,51,68,85,102,119,136]}";
      String expected = "[" + record + "," + record + "]\n";
      try {
        byte[] first = process.getInputStream().readNBytes(expected.length() - 2);
        stop(process, "TERM");
        String rest = new String(process.getInputStream().readAllBytes());
        assertEquals(expected, new String(first) + rest);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  @Covers("map event_pipe")
  void perfEvents(Kernel kernel) throws Exception {
    int possible = Cpus.possible(kernel);
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd map = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, possible, 0, "perf");
        Fd program = Emitters.toPerfBuffer(kernel, map, VALUE)) {
      Bpf.pin(kernel, map, bpffs.path("perf"));
      Process process = start("map", "event_pipe", "pinned", bpffs.path("perf"));
      try (BufferedReader out = process.inputReader()) {
        while (process.isAlive() && !out.ready()) {
          Emitters.run(kernel, program, 1); // until it has put its buffers into the map
          Thread.sleep(50);
        }
        String headline = out.readLine();
        assertTrue(headline.matches("== @\\d+\\.\\d{9} CPU: (\\d+) index: \\1 ====="), headline);
        assertTrue(out.readLine().startsWith(BYTES));
        stop(process, "HUP");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void idleRunIsAnEmptyArray(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.8", "ring buffers");
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd map = Specimens.map(kernel, MapType.RINGBUF, 0, 0, 1 << 16, 0, "ring")) {
      Bpf.pin(kernel, map, bpffs.path("ring"));
      Process process = start("-p", "map", "event_pipe", "pinned", bpffs.path("ring"));
      try {
        Thread.sleep(1500);
        stop(process, "INT");
        assertEquals("[]\n", new String(process.getInputStream().readAllBytes()));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /// A shell ignores SIGINT for what it runs in the background, and so does what it starts.
  @Test
  void signalsThatTheParentIgnoresAreHeeded(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.8", "ring buffers");
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd map = Specimens.map(kernel, MapType.RINGBUF, 0, 0, 1 << 16, 0, "ring");
        Fd program = Emitters.toRingBuffer(kernel, map, VALUE)) {
      Bpf.pin(kernel, map, bpffs.path("ring"));
      Emitters.run(kernel, program, 1);
      for (String signal : List.of("INT", "TERM", "HUP")) {
        List<String> deaf = List.of("env", "--ignore-signal=HUP,INT,TERM");
        Process process = start(deaf, "map", "event_pipe", "pinned", bpffs.path("ring"));
        try (BufferedReader out = process.inputReader()) {
          Emitters.run(kernel, program, 1);
          assertEquals("== size: 8 =====", out.readLine());
          assertEquals("Stopping...\n", stop(process, signal));
        } finally {
          process.destroyForcibly();
        }
      }
    }
  }

  @Test
  void wrongMapsAndWords(Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd ring = Specimens.map(kernel, MapType.RINGBUF, 0, 0, 1 << 16, 0, "ring");
        Fd perf = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, 2, 0, "perf");
        Fd array = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "array")) {
      Bpf.pin(kernel, ring, bpffs.path("ring"));
      Bpf.pin(kernel, perf, bpffs.path("perf"));
      Bpf.pin(kernel, array, bpffs.path("array"));
      String wrong = "map is not a perf event array or ring buffer";
      assertEquals(error(wrong), pipe(bpffs, "array"));
      String arguments = "ring buffer maps do not support cpu or index arguments";
      assertEquals(error(arguments), pipe(bpffs, "ring", "cpu", "0"));
      assertEquals(error(arguments), pipe(bpffs, "ring", "index", "0", "cpu", "0"));
      String together = "cpu and index must be specified together";
      assertEquals(error(together), pipe(bpffs, "perf", "cpu", "0"));
      assertEquals(error("can't parse x as CPU ID"), pipe(bpffs, "perf", "cpu", "x"));
      assertEquals(error("can't parse x as index"), pipe(bpffs, "perf", "index", "x"));
      assertEquals(error("what is 'word'?"), pipe(bpffs, "perf", "word"));
      assertEquals(error("what is 'cpu'?"), pipe(bpffs, "perf", "cpu"));
      assertEquals(error("what is 'index'?"), pipe(bpffs, "perf", "cpu", "0", "index"));
      assertEquals(
          error("failed to create perf buffer: Argument list too long (7)"),
          pipe(bpffs, "perf", "cpu", "0", "index", "9"));
      assertEquals(
          error("expected 'id', 'name' or 'pinned', got: '(null)'?"),
          Run.ours("map", "event_pipe"));
    }
  }

  private static Run pipe(PrivateBpffs bpffs, String map, String... more) {
    List<String> words = new ArrayList<>(List.of("map", "event_pipe", "pinned", bpffs.path(map)));
    words.addAll(List.of(more));
    return Run.ours(words.toArray(String[]::new));
  }

  private static Run error(String text) {
    return new Run(255, "", "Error: " + text + "\n");
  }
}
