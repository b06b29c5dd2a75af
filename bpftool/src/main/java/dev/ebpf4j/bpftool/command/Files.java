package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.CommandException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Files that users name on the command line.
public final class Files {

  private Files() {}

  /// All of a file, or of standard input for `-`.
  public static byte[] read(Session session, String path) {
    if (path.equals("-")) {
      try {
        return session.in().readAllBytes();
      } catch (IOException e) {
        throw CommandException.failed("failed to read standard input: " + reason(path, e), e);
      }
    }
    try (InputStream file = new FileInputStream(path)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw CommandException.failed("failed to open " + path + ": " + reason(path, e), e);
    }
  }

  /// Makes a file of `bytes`.
  ///
  /// @param what they are, for the message if they cannot be written
  public static void write(String path, byte[] bytes, String what) {
    boolean opened = false;
    try (OutputStream file = new FileOutputStream(path)) {
      opened = true;
      file.write(bytes);
    } catch (IOException e) {
      String problem = opened ? "failed to write " + what : "failed to open " + path;
      throw CommandException.failed(problem + ": " + reason(path, e), e);
    }
  }

  /// The text of the error number, which the JDK puts in brackets behind the path.
  public static String reason(String path, IOException e) {
    String message = String.valueOf(e.getMessage());
    String start = path + " (";
    return message.startsWith(start) && message.endsWith(")")
        ? message.substring(start.length(), message.length() - 1)
        : message;
  }
}
