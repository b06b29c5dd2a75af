package dev.ebpf4j.bpftool.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/// Moments as text in the user's time zone.
public final class LocalTime {

  private static final int DAY_SECONDS = 86_400;

  private LocalTime() {}

  /// `2026-11-21T07:41:30+0000`, as strftime's `%FT%T%z`.
  ///
  /// @param epochSeconds seconds since 1970
  public static String text(long epochSeconds) {
    int offset = offsetSeconds(epochSeconds);
    long local = epochSeconds + offset;
    long day = Math.floorDiv(local, DAY_SECONDS);
    int second = Math.floorMod(local, DAY_SECONDS);
    StringBuilder text = new StringBuilder(24);
    date(text, day);
    two(text.append('T'), second / 3600);
    two(text.append(':'), second / 60 % 60);
    two(text.append(':'), second % 60);
    int minutes = Math.abs(offset) / 60;
    two(text.append(offset < 0 ? '-' : '+'), minutes / 60);
    two(text, minutes % 60);
    return text.toString();
  }

  /// Year, month and day in the Gregorian calendar; years are counted from March here, so that the
  /// leap day is the last of a year.
  private static void date(StringBuilder text, long daysSince1970) {
    long days = daysSince1970 + 719_468; // since 1 March of year 0
    long era = Math.floorDiv(days, 146_097);
    long dayOfEra = days - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long month = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * month + 2) / 5 + 1;
    long calendarMonth = month < 10 ? month + 3 : month - 9;
    text.append(yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0));
    two(text.append('-'), (int) calendarMonth);
    two(text.append('-'), (int) day);
  }

  private static void two(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /// The zone tables of the JDK cost as much as the rest of a listing, so they are left alone where
  /// the zone is plainly UTC.
  private static int offsetSeconds(long epochSeconds) {
    return isUtc()
        ? 0
        : ZoneId.systemDefault()
            .getRules()
            .getOffset(Instant.ofEpochSecond(epochSeconds))
            .getTotalSeconds();
  }

  private static boolean isUtc() {
    String zone = System.getenv("TZ");
    if (zone != null) {
      return zone.isEmpty() || zone.equals("UTC") || zone.equals("UTC0") || zone.equals(":UTC");
    }
    try {
      Path file = Path.of("/etc/localtime");
      return !Files.exists(file) || file.toRealPath().endsWith("UTC");
    } catch (IOException e) {
      return false;
    }
  }
}
