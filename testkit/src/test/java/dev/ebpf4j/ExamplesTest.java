package dev.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.testkit.KernelGate;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java programs under `examples` compile against the library as it is, run, and do what they
/// say.
class ExamplesTest {

  private static final Path EXAMPLES = Path.of(System.getProperty("project.root"), "examples");

  @TempDir Path directory;

  /// A Java program of one file, started as people start it.
  private Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            EXAMPLES.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(directory.resolve("err").toFile()).start();
  }

  private String output(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> errors() + out);
    return out;
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("err"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void countGetpid() throws Exception {
    assumeTrue(Tracefs.find(KernelGate.bpf()) != null, "tracefs is not mounted");
    String object = EXAMPLES.resolve("getpid.o").toString();
    String out = output(start("CountGetpid.java", object, "sh", "-c", "true"));
    assertTrue(out.startsWith("0 "), out);
    assertTrue(Long.parseLong(out.substring(2, out.indexOf('\n'))) > 0, out);
  }

  @Test
  void watchExecs() throws Exception {
    KernelGate.bpf();
    String out = output(start("WatchExecs.java", "sh", "-c", "true; /bin/true && /bin/true"));
    assertTrue(out.lines().anyMatch(line -> line.matches("[0-9]+ sh")), out);
    assertTrue(out.lines().anyMatch(line -> line.matches("[0-9]+ true")), out);
    assertTrue(out.lines().anyMatch(line -> line.matches("true was started [0-9]+ times")), out);
    assertTrue(out.endsWith(" lost\n"), out);
  }

  @Test
  void countProtocols() throws Exception {
    KernelGate.bpf();
    Process process = start("CountProtocols.java");
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      while (process.isAlive()) {
        socket.send(new DatagramPacket(new byte[1], 1, loopback, socket.getLocalPort()));
        Thread.sleep(20);
      }
    }
    String out = output(process);
    assertTrue(out.startsWith("TCP ") && !out.contains("UDP 0\n"), out);
  }

  @Test
  void theFirstExampleIsShort() throws IOException {
    assertTrue(Files.readAllLines(EXAMPLES.resolve("CountGetpid.java")).size() <= 40);
  }
}
