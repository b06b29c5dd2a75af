package dev.ebpf4j.bench;

import java.util.List;

/// One line of the table: a command of ours against something to compare it with.
///
/// @param name what is done
/// @param ours command line, the path first
/// @param other command line of the yardstick
/// @param yardstick what `other` is, in a word
/// @param ceiling the ratio it must stay under (DESIGN's budget)
/// @param aim the ratio wanted
/// @param runs how often each is run
/// @param before run untimed before every timed run of either, such as removing pins; may be empty
record Job(
    String name,
    List<String> ours,
    List<String> other,
    String yardstick,
    double ceiling,
    double aim,
    int runs,
    List<String> before) {
  Job {
    ours = List.copyOf(ours);
    other = List.copyOf(other);
    before = List.copyOf(before);
  }

  Job before(List<String> command) {
    return new Job(name, ours, other, yardstick, ceiling, aim, runs, command);
  }
}
