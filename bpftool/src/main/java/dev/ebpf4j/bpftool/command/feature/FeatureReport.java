package dev.ebpf4j.bpftool.command.feature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What probing found, before any of it is shown.
///
/// @param system null if it was not asked for
/// @param syscall whether there is a bpf(2); if not, nothing else was probed
record FeatureReport(
    @Nullable SystemConfig system,
    boolean syscall,
    List<TypeAnswer> programTypes,
    List<TypeAnswer> mapTypes,
    List<HelperAnswers> helpers,
    List<MiscAnswer> misc) {

  /// Settings of the running kernel; -1 for what cannot be read.
  ///
  /// @param options null if the kernel's configuration cannot be read
  record SystemConfig(@Nullable List<Setting> settings, @Nullable List<Option> options) {}

  /// A number under /proc/sys.
  record Setting(SystemSettings.Key key, long value) {}

  /// An option of the kernel's configuration.
  ///
  /// @param value null if it is not set
  record Option(String name, @Nullable String value) {}

  /// Whether a program or map type is there.
  record TypeAnswer(String name, boolean available) {}

  /// Which helpers programs of a type may call.
  ///
  /// @param ids helpers that were asked about
  /// @param available the answer for each of them
  @SuppressWarnings("ArrayRecordComponent") // thousands of answers
  record HelperAnswers(String programType, boolean typeAvailable, int[] ids, boolean[] available) {}

  /// Whether one of the miscellaneous features is there.
  ///
  /// @param key in JSON
  /// @param text for people
  /// @param macro behind `HAVE_`
  record MiscAnswer(String key, String text, String macro, boolean available) {}
}
