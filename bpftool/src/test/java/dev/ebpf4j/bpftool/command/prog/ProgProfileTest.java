package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.bpftool.command.prog.ProgProfile.Counted;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `prog profile` prints of what it counted.
class ProgProfileTest {

  /// @param numbers counter, nanoseconds enabled, nanoseconds running; of each metric
  private static List<Counted> counted(String metrics, long... numbers) {
    List<Counted> counted = new ArrayList<>();
    for (ProfileMetric metric : ProfileMetric.parse(new Args(metrics.split(" ")))) {
      int at = 3 * counted.size();
      counted.add(new Counted(metric, 51, numbers[at], numbers[at + 1], numbers[at + 2]));
    }
    return counted;
  }

  private static String plain(List<Counted> counted) {
    TextBuffer out = new TextBuffer();
    ProgProfile.plain(out, counted);
    return out.toString();
  }

  /// A processor with fewer counters than metrics takes turns: the share of the time stands behind.
  @Test
  void countersThatTookTurns() {
    assertEquals(
        "\n                51 run_cnt             \n"
            + "             40176 cycles              "
            + " ".repeat(41)
            + "(83.05%)\n"
            + "             42518 instructions        #     1.06 insns per cycle               (82.39%)\n"
            + "               123 llc_misses          "
            + "#  2892.89 LLC misses per million insns  (82.15%)\n",
        plain(
            counted(
                "cycles instructions llc_misses",
                40176,
                10000,
                8305,
                42518,
                10000,
                8239,
                123,
                10000,
                8215)));
  }

  @Test
  void countersOfTheirOwn() {
    assertEquals(
        "\n                51 run_cnt             \n"
            + "                 7 cycles              "
            + " ".repeat(41)
            + "\n",
        plain(counted("cycles", 7, 100, 100)));
  }

  /// Nothing is set in relation to what was not counted or did not happen.
  @Test
  void withoutABase() {
    String missing = plain(counted("instructions", 7, 100, 100));
    assertEquals(-1, missing.indexOf('#'));
    String nothing = plain(counted("cycles instructions", 0, 100, 100, 7, 100, 100));
    assertEquals(-1, nothing.indexOf('#'));
  }

  @Test
  void asJson() {
    TextBuffer out = new TextBuffer();
    ProgProfile.json(new JsonOut(out, false), counted("cycles", 40176, 10000, 8305));
    assertEquals(
        "[{\"metric\":\"cycles\",\"run_cnt\":51,\"value\":40176,\"enabled\":10000,"
            + "\"running\":8305}]",
        out.toString().strip());
  }
}
