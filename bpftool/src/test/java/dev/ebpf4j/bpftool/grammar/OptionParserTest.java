package dev.ebpf4j.bpftool.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OptionParserTest {

  private OptionParser parse(String... args) {
    OptionParser parser = new OptionParser();
    parser.parse(args, true);
    return parser;
  }

  @Test
  void optionsStandAnywhere() {
    OptionParser parser = parse("prog", "-j", "show", "--nomount", "id", "-f", "1");
    assertArrayEquals(new String[] {"prog", "show", "id", "1"}, parser.words());
    assertTrue(parser.options().json());
    assertTrue(parser.options().noMount());
    assertTrue(parser.options().showPinned());
    assertFalse(parser.options().pretty());
  }

  @Test
  void aWordEndsThemWhenTheShellIsStrict() {
    OptionParser parser = new OptionParser();
    parser.parse(new String[] {"-j", "prog", "-f"}, false);
    assertArrayEquals(new String[] {"prog", "-f"}, parser.words());
    assertFalse(parser.options().showPinned());
  }

  @Test
  void twoDashesEndThem() {
    OptionParser parser = parse("prog", "--", "-j");
    assertArrayEquals(new String[] {"prog", "-j"}, parser.words());
    assertFalse(parser.options().json());
  }

  @Test
  void aDashIsAWord() {
    assertArrayEquals(new String[] {"batch", "file", "-"}, parse("batch", "file", "-").words());
  }

  @Test
  void shortOnesCluster() {
    Options options = parse("-jfn", "-dm").options();
    assertTrue(options.json() && options.showPinned() && options.noMount());
    assertTrue(options.debug() && options.relaxedMaps());
  }

  @Test
  void prettyMeansJson() {
    assertTrue(parse("-p").options().json());
  }

  @Test
  void signingMeansTheLoader() {
    assertTrue(parse("-S").options().useLoader());
  }

  @Test
  void anyUniqueBeginningOfALongOne() {
    assertTrue(parse("--js").options().json());
    assertTrue(parse("--nomoun").options().noMount());
    assertEquals("--b", parse("--b").unrecognized());
    assertTrue(parse("--bp").options().showPinned());
  }

  @Test
  void filesInEveryForm() {
    assertEquals("x", parse("-B", "x").options().baseBtf());
    assertEquals("x", parse("-Bx").options().baseBtf());
    assertEquals("x", parse("--base-btf=x").options().baseBtf());
    assertEquals("x", parse("--base", "x", "btf").options().baseBtf());
    assertEquals("-j", parse("-k", "-j").options().privateKey());
    assertEquals("c", parse("-fic").options().certificate());
  }

  @Test
  void nothingIsSeenBehindHelp() {
    OptionParser parser = parse("-h", "-j", "-Z");
    assertTrue(parser.help());
    assertFalse(parser.options().json());
    assertNull(parser.unrecognized());
  }

  @Test
  void whatIsNotOneIsNamed() {
    assertEquals("-Z", parse("-j", "-Z").unrecognized());
    assertEquals("-l", parse("-l").unrecognized());
    assertEquals("--legacy", parse("--legacy").unrecognized());
    assertEquals("--version=3", parse("--version=3").unrecognized());
    assertEquals("-B", parse("prog", "-B").unrecognized());
    assertEquals("--base-btf", parse("--base-btf").unrecognized());
    assertEquals("-1", parse("prog", "show", "id", "-1").unrecognized());
  }

  @Property
  void anythingIsReadToAnEnd(@ForAll List<String> args) {
    OptionParser parser = parse(args.toArray(new String[0]));
    assertTrue(parser.words().length <= args.size());
  }
}
