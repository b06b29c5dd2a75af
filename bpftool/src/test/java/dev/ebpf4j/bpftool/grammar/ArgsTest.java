package dev.ebpf4j.bpftool.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArgsTest {

  private static Args args(String... words) {
    return new Args(words);
  }

  private static void fails(String text, int status, Executable action) {
    CommandException e = assertThrows(CommandException.class, action);
    assertEquals(text, e.getMessage());
    assertEquals(status, e.status());
  }

  @Test
  void aBeginningCountsAsTheKeyword() {
    assertTrue(args("pin").take("pinned"));
    assertTrue(args("").take("pinned"));
    assertFalse(args("pinnedx").take("pinned"));
    assertFalse(args().take("pinned"));
  }

  @Test
  void theFirstKeywordThatFitsWins() {
    Args args = args("d");
    assertEquals(1, args.takeAny("show", "dump", "detach"));
    assertTrue(args.isEmpty());
    assertEquals(-1, args("x").takeAny("show", "dump"));
  }

  @Test
  void tooFewWordsNameTheWordBefore() {
    Args args = args("prog", "pi", "id", "1");
    args.next();
    args.next();
    fails("'pi' needs at least 3 arguments, 2 found", 255, () -> args.atLeast(3));
    fails("'pi' needs at least 3 arguments, 2 found", 234, () -> args.atLeastOrInvalid(3));
    args.atLeast(2);
  }

  @Test
  void whatIsLeftOverIsAskedAbout() {
    fails("what is 'x'?", 255, () -> args("x", "y").atEnd());
    args().atEnd();
  }

  @Test
  void aMissingWordIsShownAsUpstreamShowsIt() {
    assertEquals("(null)", args().shown());
    assertThrows(UsageException.class, () -> args().next());
  }

  @Test
  void numbersSayWhatTheyWereMeantFor() {
    assertEquals(31, args("0x1f").number("ID"));
    fails("can't parse 1x as ID", 255, () -> args("1x").number("ID"));
  }

  @Test
  void bytesInEveryStyle() {
    assertArrayEquals(new byte[] {1, 16, 8, -1}, args("1", "0x10", "010", "255").data("key", 4));
    assertArrayEquals(new byte[] {1, 16, -1}, args("hex", "1", "10", "0xff").data("key", 3));
    assertArrayEquals(new byte[] {10}, args("h", "0a").data("key", 1));
    assertArrayEquals(new byte[] {0}, args("256").data("key", 1));
  }

  @Test
  void bytesThatAreMissingOrNone() {
    fails("key expected 4 bytes got 2", 255, () -> args("1", "2").data("key", 4));
    fails("error parsing byte: zz", 255, () -> args("1", "zz", "3").data("key", 3));
    fails("value expected 1 bytes got 0", 255, () -> args("hex").data("value", 1));
  }
}
