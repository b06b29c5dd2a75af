package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A process that holds a map and a program, prints their ids, and ends when its standard input
/// does.
public final class HolderMain {

  private HolderMain() {}

  public static void main(String[] arguments) throws IOException {
    Kernel kernel = new LinuxKernel();
    try (Fd map = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "held");
        Fd program = Specimens.program(kernel, ProgramType.SOCKET_FILTER, "held")) {
      System.out.println(Maps.info(kernel, map).id() + " " + Programs.info(kernel, program).id());
      while (System.in.read() >= 0) {
        // until the parent closes the pipe
      }
    }
  }

  /// Starts it on the class path of this process.
  public static Process start() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      return new ProcessBuilder(
              java,
              "--enable-native-access=ALL-UNNAMED",
              "-Xshare:auto",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              HolderMain.class.getName())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
