package dev.ebpf4j.bpftool;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.out.OutputException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.util.TextBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the command that the words name, runs it, and turns whatever it throws into the text and
/// the exit status that users know. This is the only place that does.
final class Dispatcher {

  private final Session session;

  Dispatcher(Session session) {
    this.session = session;
  }

  /// Runs one command line.
  ///
  /// @return exit status
  int run(String... words) {
    Args args = new Args(words);
    String typed = args.peek();
    String object = typed == null ? Objects.HELP : Objects.find(typed);
    if (object == null) {
      help(null, "");
      return CommandException.FAILED;
    }
    if (typed != null) {
      args.next();
    }
    return switch (object) {
      case Objects.HELP -> help(null, "");
      case Objects.VERSION -> guarded(new Version(), args, null, object);
      case Objects.BATCH -> batch(args);
      default -> command(Objects.table(object), args);
    };
  }

  private int batch(Args args) {
    Batch batch = new Batch(this);
    int status = guarded(batch, args, null, Objects.BATCH);
    return status == 0 ? batch.status() : status;
  }

  private int command(CommandTable table, Args args) {
    String typed = args.taken(1);
    String word = args.peek();
    Row row = word == null ? table.rows().getFirst() : table.find(word);
    if (row == null) {
      help(table, typed);
      return CommandException.FAILED;
    }
    Supplier<Command> command = row.command();
    if (command == null) {
      return help(table, typed);
    }
    if (word != null) {
      args.next();
    }
    return guarded(command.get(), args, table, typed);
  }

  /// The general usage if `table` is null, else that of the table; in JSON `null`.
  private int help(@Nullable CommandTable table, String typed) {
    if (session.isJson()) {
      session.done();
      if (table == null || !table.helpsAlways()) {
        return 0;
      }
    }
    TextBuffer err = session.err();
    if (table == null) {
      err.text(Objects.usage());
    } else {
      table.usage(err, typed);
    }
    session.flushErr();
    return 0;
  }

  private int guarded(Command command, Args args, @Nullable CommandTable table, String typed) {
    try {
      command.run(session, args);
      return 0;
    } catch (CommandException e) {
      session.error(e);
      trace(e.getCause());
      return e.status();
    } catch (UsageException e) {
      help(table, typed);
      return CommandException.FAILED;
    } catch (BpfException e) {
      session.error(String.valueOf(e.getMessage()));
      trace(e);
      return CommandException.FAILED;
    } catch (OutputException e) {
      throw e;
    } catch (OutOfMemoryError e) { // a file that is larger than the heap the launcher gives
      session.error("not enough memory for this");
      trace(e);
      return -Errno.ENOMEM & 0xff;
    } catch (RuntimeException | StackOverflowError e) {
      session.error("internal error: " + e);
      trace(e);
      return CommandException.FAILED;
    }
  }

  /// With `-d`, where an error came from.
  private void trace(@Nullable Throwable cause) {
    if (cause == null || !session.options().debug()) {
      return;
    }
    TextBuffer err = session.err().text(cause.toString()).nl();
    for (StackTraceElement frame : cause.getStackTrace()) {
      err.text("\tat ").text(frame.toString()).nl();
    }
    session.flushErr();
  }
}
