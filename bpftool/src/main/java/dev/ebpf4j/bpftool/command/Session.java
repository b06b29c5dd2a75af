package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.Options;
import dev.ebpf4j.bpftool.out.CheckedStream;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.LenientStream;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import dev.ebpf4j.util.TextBuffer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One run of the tool: its options, its streams, and the way to the kernel, which is opened when
/// a command first asks for it.
public final class Session implements LoadLog {

  private final Options options;
  private final InputStream in;
  private final LenientStream err;
  private final TextBuffer out;
  private final @Nullable JsonOut json;
  private final Level level;
  private @Nullable TextBuffer errText;
  private @Nullable Kernel kernel;

  public Session(Options options, InputStream in, OutputStream out, OutputStream err) {
    this.options = options;
    this.in = in;
    this.err = new LenientStream(err);
    this.out = new TextBuffer(new CheckedStream(out));
    this.json = options.json() ? new JsonOut(this.out, options.pretty()) : null;
    this.level = options.debug() ? Level.DEBUG : environmentLevel();
  }

  /// A session with a kernel of the caller's.
  public Session(
      Options options, InputStream in, OutputStream out, OutputStream err, Kernel kernel) {
    this(options, in, out, err);
    this.kernel = kernel;
  }

  private static Level environmentLevel() {
    String asked = System.getenv("LIBBPF_LOG_LEVEL");
    if (asked == null) {
      return Level.INFO;
    }
    return asked.equalsIgnoreCase("warn")
        ? Level.WARN
        : asked.equalsIgnoreCase("debug") ? Level.DEBUG : Level.INFO;
  }

  public Options options() {
    return options;
  }

  /// Asks `other` in place of the running kernel.
  public void use(Kernel other) {
    kernel = other;
  }

  /// The kernel, whose layer is loaded when this is first called.
  public Kernel kernel() {
    if (kernel == null) {
      kernel = new LinuxKernel();
    }
    return kernel;
  }

  /// Standard input.
  public InputStream in() {
    return in;
  }

  /// Standard output, for plain text and raw bytes.
  public TextBuffer out() {
    return out;
  }

  /// Whether output is JSON, compact or pretty.
  public boolean isJson() {
    return json != null;
  }

  /// The JSON document, to be asked for only if [#isJson()].
  public JsonOut json() {
    if (json == null) {
      throw new IllegalStateException("plain output was asked for");
    }
    return json;
  }

  /// Ends a command that has nothing to show: `null` in JSON, nothing in plain text.
  public void done() {
    if (json != null && json.expectsValue()) {
      json.nul();
    }
  }

  /// Reports an error: `Error: text` on standard error, or an object in the JSON document, at the
  /// place reached. Some texts end with a newline of their own, which JSON does not need.
  public void error(String text) {
    if (json == null) {
      err().text("Error: ").text(text).nl();
      flushErr();
    } else if (json.expectsValue()) {
      json.beginObject().field("error", text.stripTrailing()).endObject();
    } else if (json.depth() > 0) {
      json.field("error", text.stripTrailing());
    }
  }

  /// Reports the text of `e`, if it has one that was not reported yet.
  public void error(CommandException e) {
    String text = e.getMessage();
    if (text != null) {
      error(text);
    }
  }

  /// A notice for people, a line on standard error; nothing in JSON.
  public void notice(String text) {
    if (json == null) {
      hint(text);
    }
  }

  /// A line on standard error at once, from whatever thread; what waits to be written is left
  /// alone.
  void hintNow(String text) {
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    err.write(line, 0, line.length);
  }

  /// A line on standard error, in JSON mode too.
  public void hint(String text) {
    err().text(text).nl();
    flushErr();
  }

  @Override
  public boolean wants(Level level) {
    return level.compareTo(this.level) <= 0;
  }

  /// A message from opening or loading an object, as libbpf's users know it.
  @Override
  public void say(Level level, String message) {
    if (wants(level)) {
      err().text("libbpf: ").text(message).nl();
      flushErr();
    }
  }

  /// Standard error. What was written to standard output before goes out first, so that both stay
  /// in order where they meet; call [#flushErr()] at the end.
  public TextBuffer err() {
    out.flush();
    if (errText == null) {
      errText = new TextBuffer(err);
    }
    return errText;
  }

  public void flushErr() {
    if (errText != null) {
      errText.flush();
    }
  }
}
