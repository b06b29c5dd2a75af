package dev.ebpf4j.bpftool.command.prog;

import java.nio.file.Path;
import java.util.List;

/// The tracing and network tools of `testkit/fixtures/tools`, which lean on CO-RE.
final class ToolObjects {

  static final Path DIRECTORY =
      Path.of(System.getProperty("project.root"), "testkit", "fixtures", "tools");

  /// The one that needs trampolines, which not every kernel has.
  static final String WITH_TRAMPOLINES = "lsm";

  private ToolObjects() {}

  static List<String> names() {
    return List.of(
        "biolatency",
        "execsnoop",
        "iter",
        WITH_TRAMPOLINES,
        "opensnoop",
        "profile",
        "runqlat",
        "tc",
        "tcpconnect",
        "uprobe",
        "xdp");
  }

  static String object(String name) {
    return DIRECTORY.resolve(name + ".o").toString();
  }
}
