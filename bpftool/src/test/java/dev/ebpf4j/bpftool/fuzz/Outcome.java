package dev.ebpf4j.bpftool.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Main;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.sys.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// One run of the command line, which has to end as a command does, whatever it was given.
record Outcome(int status, String out, String err) {

  static Outcome of(Kernel kernel, byte[] in, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, new ByteArrayInputStream(in), out, err, kernel);
    Outcome outcome =
        new Outcome(
            status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    outcome.check(words);
    return outcome;
  }

  private void check(String[] words) {
    String line = String.join(" ", words);
    assertTrue(status >= 0 && status <= 255, line + " ends with " + status);
    assertFalse((out + err).contains("internal error"), line + ": " + out + err);
    assertFalse((out + err).contains("not enough memory"), line + ": " + out + err);
    OptionParser options = new OptionParser();
    options.parse(words, true);
    if (options.options().json()) {
      assertTrue(JsonCheck.isDocument(out), line + " writes no JSON: " + out);
    }
  }
}
