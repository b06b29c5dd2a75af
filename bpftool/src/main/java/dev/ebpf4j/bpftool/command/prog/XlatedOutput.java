package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Shows a listing in the form that the options ask for.
final class XlatedOutput {

  private XlatedOutput() {}

  static void write(Session session, XlatedDump dump, DumpOptions options) {
    String picture = options.picture();
    String file = options.file();
    if (file != null) {
      save(file, dump.code().toByteArray());
      session.done();
    } else if (picture != null) {
      save(picture, dump.svg(options));
      session.done();
    } else if (options.visual()) {
      dump.dot(session.out(), options);
    } else if (session.isJson()) {
      dump.json(session.json(), options);
    } else {
      dump.plain(session.out(), options);
    }
  }

  private static void save(String path, byte[] bytes) {
    @Nullable OutputStream opened = null;
    try (OutputStream out = new FileOutputStream(path)) {
      opened = out;
      out.write(bytes);
    } catch (IOException e) {
      String what = opened == null ? "can't open file " : "can't write file ";
      throw CommandException.failed(what + reason(path, e), e);
    }
  }

  /// `FILE: reason`, of the form `FILE (reason)` that the JDK uses.
  private static String reason(String path, IOException e) {
    String message = e.getMessage();
    if (message == null) {
      return path;
    }
    boolean known = message.startsWith(path + " (") && message.endsWith(")");
    return known
        ? path + ": " + message.substring(path.length() + 2, message.length() - 1)
        : path + ": " + message;
  }
}
