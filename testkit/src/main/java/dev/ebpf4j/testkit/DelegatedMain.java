package dev.ebpf4j.testkit;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import dev.ebpf4j.sys.Os;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A process in a user namespace of its own that may load programs only by the rights which its
/// parent delegates to the bpffs that it mounts: it opens one, the parent configures it, it mounts
/// it and loads with a token of it.
public final class DelegatedMain {

  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final int AT_FDCWD = -100;

  private DelegatedMain() {}

  /// Mounts, then loads without and with the token.
  ///
  /// @param arguments the directory to mount at, the fixture to load and its program
  public static void main(String[] arguments) throws IOException {
    Kernel kernel = new LinuxKernel();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Arena arena = Arena.ofConfined()) {
      long context = kernel.call(Call.FSOPEN, Os.string(arena, "bpf").address(), FSOPEN_CLOEXEC, 0);
      System.out.println(Os.check("fsopen", "bpf", context));
      if (in.readLine() == null) {
        return;
      }
      long mount = Os.check("fsmount", "bpf", kernel.call(Call.FSMOUNT, context, 1, 0));
      long empty = Os.string(arena, "").address();
      long target = Os.string(arena, arguments[0]).address();
      long moved =
          kernel.call(Call.MOVE_MOUNT, mount, empty, AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH, 0);
      Os.check("move_mount", arguments[0], moved);
    }
    System.out.println(load(kernel, arguments, LoadOptions.DEFAULT.withBpffs(null)));
    System.out.println(load(kernel, arguments, LoadOptions.DEFAULT.withBpffs(arguments[0])));
  }

  private static String load(Kernel kernel, String[] arguments, LoadOptions options) {
    try (LoadedObject object =
            BpfObject.parse(Fixtures.object(arguments[1]), arguments[1] + ".o")
                .changeProgram(arguments[2], program -> program.withAutoload(true))
                .load(kernel, options);
        Hits hits = Hits.of(object)) {
      TestRun.of(object.program(arguments[2]).fd(), 64);
      return "hits " + hits.get(0);
    } catch (BpfException e) {
      return "refused " + e.errno();
    }
  }

  /// Starts it.
  ///
  /// @param directory where it mounts
  public static Process start(Path directory, String fixture, String program) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      return new ProcessBuilder(
              "unshare",
              "--user",
              "--map-root-user",
              "--mount",
              "--net",
              java,
              "--enable-native-access=ALL-UNNAMED",
              "-Xshare:auto",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              DelegatedMain.class.getName(),
              directory.toString(),
              fixture,
              program)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The parent's part: delegates everything to the file system that `process` has opened.
  ///
  /// @param context the number that it printed
  /// @return the first refusal as a negative error number, else 0
  public static long delegate(Kernel kernel, Process process, long context) throws IOException {
    long pid = Os.check("pidfd_open", "child", kernel.call(Call.PIDFD_OPEN, process.pid(), 0, 0));
    try (Fd child = Fd.own(kernel, (int) pid, "child");
        Arena arena = Arena.ofConfined()) {
      long copy = kernel.call(Call.PIDFD_GETFD, child.number(), context, 0);
      Os.check("pidfd_getfd", "file system", copy);
      try (Fd fileSystem = Fd.own(kernel, (int) copy, "file system")) {
        for (String what : new String[] {"cmds", "maps", "progs", "attachs"}) {
          long key = Os.string(arena, "delegate_" + what).address();
          long any = Os.string(arena, "any").address();
          int number = fileSystem.number();
          long set = kernel.call(Call.FSCONFIG, number, FSCONFIG_SET_STRING, key, any, 0, 0);
          if (set < 0) {
            return set;
          }
        }
        Os.check(
            "fsconfig",
            "create",
            kernel.call(Call.FSCONFIG, fileSystem.number(), FSCONFIG_CMD_CREATE, 0, 0, 0, 0));
      }
    }
    try (Writer go = process.outputWriter()) {
      go.write("\n");
    }
    return 0;
  }
}
