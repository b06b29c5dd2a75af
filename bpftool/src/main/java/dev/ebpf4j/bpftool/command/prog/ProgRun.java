package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Files;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.prog.TestRun;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// `prog run PROG ...`: runs a program on input from files and shows what it returns.
final class ProgRun implements Command {

  /// `-` as a file name: standard input or output.
  private static final String STANDARD = "-";

  private static final int DEFAULT_ROOM = 32 * 1024;

  /// More than any packet or context has; users may ask for 4 GB to be sure.
  private static final int ENOUGH_ROOM = 16 * 1024 * 1024;
  private static final String[] DATA_WORDS = {"data_in", "data_out", "data_size_out"};
  private static final String[] CONTEXT_WORDS = {"ctx_in", "ctx_out", "ctx_size_out"};

  /// One side of the input and output: the packet, or the context.
  private static final class Side {
    private @Nullable String in;
    private @Nullable String out;
    private int room;

    boolean readsStandardInput() {
      return STANDARD.equals(in);
    }

    /// The input. Without any there is no room for output either, and the kernel refuses a size
    /// without room.
    byte @Nullable [] read(Session session) {
      if (in == null) {
        if (room != 0) {
          throw CommandException.errno("failed to run program: Invalid argument", Errno.EINVAL);
        }
        return null;
      }
      if (room == 0) {
        room = DEFAULT_ROOM;
      } else if (Integer.compareUnsigned(room, ENOUGH_ROOM) > 0) {
        room = ENOUGH_ROOM;
      }
      return Files.read(session, in);
    }
  }

  @Override
  public void run(Session session, Args args) {
    args.atLeast(4);
    try (Fd program = Handles.program(session, args)) {
      run(session, program, args);
    }
  }

  private static void run(Session session, Fd program, Args args) {
    Side data = new Side();
    Side context = new Side();
    int repeat = 1;
    while (!args.isEmpty()) {
      refuseAmbiguous(args, DATA_WORDS);
      refuseAmbiguous(args, CONTEXT_WORDS);
      boolean known =
          side(args, data, context, DATA_WORDS, "output data size")
              || side(args, context, data, CONTEXT_WORDS, "output context size");
      if (!known && args.take("repeat")) {
        args.atLeast(1);
        repeat = (int) args.number("repeat number");
      } else if (!known) {
        throw CommandException.failed(
            "expected no more arguments, 'data_in', 'data_out', 'data_size_out', 'ctx_in',"
                + " 'ctx_out', 'ctx_size_out' or 'repeat', got: '"
                + args.shown()
                + "'?");
      }
    }
    byte[] dataIn = data.read(session);
    byte[] contextIn = context.read(session);
    TestRun.Input input = new TestRun.Input(dataIn, data.room, contextIn, context.room, repeat);
    TestRun.Output output;
    try {
      output = TestRun.run(session.kernel(), program, input);
    } catch (SyscallException e) {
      throw Failures.errno(session, "failed to run program", e);
    }
    show(session, data, context, output, repeat);
  }

  /// A beginning that fits several words of one group is refused, unlike anywhere else.
  private static void refuseAmbiguous(Args args, String[] words) {
    StringBuilder fitting = new StringBuilder();
    int count = 0;
    for (String word : words) {
      if (args.is(word)) {
        fitting.append(count == 0 ? "'" : " or '").append(word).append('\'');
        count++;
      }
    }
    if (count > 1) {
      throw CommandException.failed("ambiguous prefix: '" + args.shown() + "' could be " + fitting);
    }
  }

  /// Takes one option of a side; false if the next word is none.
  private static boolean side(Args args, Side side, Side other, String[] words, String what) {
    int word = args.takeAny(words);
    if (word < 0) {
      return false;
    }
    args.atLeast(1);
    switch (word) {
      case 0 -> {
        side.in = args.next();
        if (side.readsStandardInput() && other.readsStandardInput()) {
          throw CommandException.failed("cannot use standard input for both data_in and ctx_in");
        }
      }
      case 1 -> side.out = args.next();
      default -> side.room = (int) args.number(what);
    }
    return true;
  }

  private static void show(
      Session session, Side data, Side context, TestRun.Output output, int repeat) {
    if (session.isJson()) {
      session.json().beginObject();
    }
    int status = write(session, "data_out", data, output.data());
    int second = write(session, "ctx_out", context, output.context());
    if (session.isJson()) {
      JsonOut json = session.json();
      json.u32("retval", output.returnValue()).u32("duration", output.nanos()).endObject();
    } else {
      TextBuffer out = session.out();
      out.text("Return value: ").unsigned(output.returnValue());
      out.text(Integer.compareUnsigned(repeat, 1) > 0 ? ", duration (average): " : ", duration: ");
      out.unsigned(output.nanos()).text("ns").nl();
    }
    if (status != 0 || second != 0) {
      throw CommandException.silent(status != 0 ? status : second);
    }
  }

  /// Writes what came back to where it was asked for; a failure does not stop the rest.
  private static int write(Session session, String name, Side side, byte[] bytes) {
    String path = side.out;
    if (path == null || bytes.length == 0) {
      return 0;
    }
    if (!path.equals(STANDARD)) {
      try {
        Files.write(path, bytes, "output data/ctx");
        return 0;
      } catch (CommandException e) {
        session.error(e);
        return e.status();
      }
    }
    if (session.isJson()) {
      session.json().name(name).decimalBytes(bytes, 0, bytes.length);
    } else {
      CanonicalDump.write(session.out(), bytes);
    }
    return 0;
  }
}
