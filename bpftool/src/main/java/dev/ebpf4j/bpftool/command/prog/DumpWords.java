package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import org.jspecify.annotations.Nullable;

/// Reads the options of `prog dump`.
final class DumpWords {

  private DumpWords() {}

  /// Whether the next word is one of the options.
  static boolean isNext(Args args) {
    return args.is("file") || args.is("opcodes") || args.is("visual") || args.is("linum");
  }

  /// Reads all words that are left.
  ///
  /// @param programs number of programs that are shown
  static DumpOptions read(Session session, Args args, int programs) {
    String file = null;
    String picture = null;
    boolean opcodes = false;
    boolean places = false;
    boolean visual = false;
    while (!args.isEmpty()) {
      if (args.take("file")) {
        file = path(args);
        refuseSeveral(programs);
      } else if (args.take("opcodes")) {
        opcodes = true;
      } else if (args.take("visual")) {
        refuseSeveral(programs);
        visual = true;
        String next = args.peek();
        if (next != null && !next.isEmpty() && args.take("svg")) {
          picture = path(args);
        }
      } else if (args.take("linum")) {
        places = true;
      } else {
        throw new UsageException();
      }
    }
    if (file != null && (opcodes || visual || places)) {
      throw CommandException.failed(
          "'file' is not compatible with 'opcodes', 'visual', or 'linum'");
    }
    if (visual && session.isJson() && picture == null) {
      throw CommandException.failed("'visual' is not compatible with JSON output");
    }
    return new DumpOptions(file, opcodes, places, visual, picture);
  }

  private static String path(Args args) {
    @Nullable String path = args.peek();
    if (path == null) {
      throw CommandException.failed("expected file path");
    }
    return args.next();
  }

  private static void refuseSeveral(int programs) {
    if (programs > 1) {
      throw CommandException.failed("several programs matched");
    }
  }
}
