package dev.ebpf4j.bpftool;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.bpftool.grammar.Options;
import dev.ebpf4j.bpftool.out.OutputException;
import dev.ebpf4j.sys.Kernel;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The command `bpftool`.
public final class Main {

  /// What a shell sees of a process that SIGPIPE ended.
  private static final int BROKEN_PIPE = 128 + 13;

  private Main() {}

  /// Runs one command line and ends the process with its exit status.
  public static void main(String[] args) {
    int status =
        run(
            args,
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err));
    // Everything is written. Not System.exit: that loads the JDK's logging to say so.
    Runtime.getRuntime().halt(status);
  }

  /// Runs one command line. May be called again and by several threads: nothing is kept.
  ///
  /// @return exit status
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    return run(args, in, out, err, null);
  }

  /// As [#run(String\[\], InputStream, OutputStream, OutputStream)], but asks `kernel`, unless it
  /// is null, in place of the running one.
  public static int run(
      String[] args, InputStream in, OutputStream out, OutputStream err, @Nullable Kernel kernel) {
    OptionParser parser = new OptionParser();
    parser.parse(args, System.getenv("POSIXLY_CORRECT") == null);
    Session session = new Session(parser.options(), in, out, err);
    if (kernel != null) {
      session.use(kernel);
    }
    try {
      int status = run(parser, session);
      session.out().flush();
      return status;
    } catch (OutputException e) {
      return unwritten(err, e);
    }
  }

  private static int run(OptionParser parser, Session session) {
    if (parser.help()) {
      new Dispatcher(session).run(Objects.HELP);
      return 0;
    }
    String unrecognized = parser.unrecognized();
    if (unrecognized != null) {
      session.error("unrecognized option '" + unrecognized + "'");
      new Dispatcher(session).run(Objects.HELP);
      finish(session);
      return CommandException.FAILED;
    }
    CommandException contradiction = contradiction(session.options());
    if (contradiction != null) {
      session.error(contradiction);
      return contradiction.status();
    }
    Dispatcher dispatcher = new Dispatcher(session);
    int status =
        session.options().version()
            ? dispatcher.run(Objects.VERSION)
            : dispatcher.run(parser.words());
    finish(session);
    return status;
  }

  private static void finish(Session session) {
    if (session.isJson()) {
      session.json().finish();
    }
  }

  /// What is wrong about the options for signing taken together, or null.
  private static @Nullable CommandException contradiction(Options options) {
    boolean key = options.privateKey() != null;
    boolean certificate = options.certificate() != null;
    if (options.sign() && !(key && certificate)) {
      return CommandException.errno(
          "-i <identity_x509_cert> and -k <private_key> must be supplied with -S for signing",
          Errno.EINVAL);
    }
    if (!options.sign() && (key || certificate)) {
      return CommandException.errno(
          "--sign (or -S) must be explicitly passed with -i <identity_x509_cert> and -k"
              + " <private_key> to sign the programs",
          Errno.EINVAL);
    }
    return null;
  }

  /// Standard output took no more; only standard error is left to say so.
  private static int unwritten(OutputStream err, OutputException e) {
    if ("Broken pipe".equals(e.getMessage())) {
      return BROKEN_PIPE; // the reader had enough, as `head` does
    }
    String text = "Error: cannot write to standard output: " + e.getMessage() + "\n";
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException both) {
      e.addSuppressed(both);
    }
    return CommandException.FAILED;
  }
}
