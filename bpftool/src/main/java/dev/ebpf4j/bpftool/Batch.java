package dev.ebpf4j.bpftool;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Files;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.JsonOut;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/// `bpftool batch file FILE`: one command per line, stopping at the first that fails. A batch may
/// run another.
final class Batch implements Command {

  private final Dispatcher dispatcher;
  private int status;

  Batch(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /// Exit status of the last command run.
  int status() {
    return status;
  }

  @Override
  public void run(Session session, Args args) {
    if (args.count() < 2) {
      throw CommandException.failed("too few parameters for batch");
    }
    if (!args.take("file")) {
      throw CommandException.failed("expected 'file', got: " + args.shown());
    }
    if (args.count() > 1) {
      throw CommandException.failed("too many parameters for batch");
    }
    String path = args.next();
    if (path.equals("-")) {
      run(session, session.in());
      return;
    }
    try (InputStream file = open(path)) {
      run(session, file);
    } catch (IOException e) {
      throw CommandException.failed("reading batch file failed: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String path) {
    try {
      return new FileInputStream(path);
    } catch (IOException e) {
      String reason = Files.reason(path, e);
      // A directory can be opened, but not read.
      String what =
          new File(path).isDirectory()
              ? "reading batch file failed: "
              : "Can't open file (" + path + "): ";
      throw CommandException.failed(what + reason, e);
    }
  }

  private void run(Session session, InputStream in) {
    BatchReader reader = new BatchReader(in);
    if (session.isJson()) {
      JsonOut json = session.json();
      json.beginArray();
      int depth = json.depth();
      try {
        runAll(session, reader);
      } catch (CommandException e) {
        session.error(e);
        status = e.status();
      }
      json.closeTo(depth);
      json.endArray();
      return;
    }
    int count = runAll(session, reader);
    if (status == 0) {
      session.out().text("processed ").dec(count).text(" commands").nl();
    }
  }

  private int runAll(Session session, BatchReader reader) {
    int count = 0;
    String[] words;
    while ((words = reader.next(count)) != null) {
      status = session.isJson() ? runInJson(session.json(), words) : dispatcher.run(words);
      session.out().flush();
      if (status != 0) {
        break;
      }
      count++;
    }
    return count;
  }

  private int runInJson(JsonOut json, String[] words) {
    json.beginObject().beginArray("command");
    for (String word : words) {
      json.value(word);
    }
    json.endArray().name("output");
    int depth = json.depth();
    int result = dispatcher.run(words);
    json.closeTo(depth);
    json.endObject();
    return result;
  }
}
