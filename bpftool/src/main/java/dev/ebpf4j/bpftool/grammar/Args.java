package dev.ebpf4j.bpftool.grammar;

import dev.ebpf4j.abi.Errno;
import org.jspecify.annotations.Nullable;

/// A cursor over the words of one command line, without the options.
///
/// The word before the cursor stays known, because messages name it: `'pin' needs at least 3
/// arguments, 2 found`.
public final class Args {

  private final String[] words;
  private int at;

  public Args(String... words) {
    this.words = words.clone();
  }

  /// Number of words left.
  public int count() {
    return words.length - at;
  }

  public boolean isEmpty() {
    return at == words.length;
  }

  /// The next word, or null at the end; the cursor stays.
  public @Nullable String peek() {
    return at < words.length ? words[at] : null;
  }

  /// The word `ahead` places on, 0 being the next one; null past the end.
  public @Nullable String peek(int ahead) {
    return at + ahead < words.length ? words[at + ahead] : null;
  }

  /// The next word, for messages; `(null)` at the end.
  public String shown() {
    String word = peek();
    return word == null ? "(null)" : word;
  }

  /// Takes the next word.
  ///
  /// @throws UsageException if there is none
  public String next() {
    if (at == words.length) {
      throw new UsageException();
    }
    return words[at++];
  }

  /// The word taken `back` words ago, 1 being the last one taken; `bpftool` before the first.
  public String taken(int back) {
    return at - back < 0 ? "bpftool" : words[at - back];
  }

  /// Whether the next word is a beginning of `keyword`, which counts as that keyword.
  public boolean is(String keyword) {
    return at < words.length && keyword.startsWith(words[at]);
  }

  /// Takes the next word if it is a beginning of `keyword`.
  public boolean take(String keyword) {
    if (is(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  /// The index of the first of `keywords` that the next word is a beginning of, and takes it; -1
  /// and no move if none.
  public int takeAny(String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (take(keywords[i])) {
        return i;
      }
    }
    return -1;
  }

  /// Demands `wanted` more words, else status 255.
  public void atLeast(int wanted) {
    if (count() < wanted) {
      throw CommandException.failed(tooFew(wanted));
    }
  }

  /// Demands `wanted` more words, else the status of -EINVAL.
  public void atLeastOrInvalid(int wanted) {
    if (count() < wanted) {
      throw CommandException.errno(tooFew(wanted), Errno.EINVAL);
    }
  }

  private String tooFew(int wanted) {
    return "'" + taken(1) + "' needs at least " + wanted + " arguments, " + count() + " found";
  }

  /// Refuses a next word: `what is 'WORD'?`, status 255.
  public void atEnd() {
    if (count() > 0) {
      throw unexpected();
    }
  }

  /// The failure `what is 'WORD'?` for the next word.
  public CommandException unexpected() {
    return CommandException.failed("what is '" + shown() + "'?");
  }

  /// Takes a number of up to 64 bits, else fails with `can't parse WORD as WHAT`.
  public long number(String what) {
    String word = next();
    Long value = Numbers.parse(word);
    if (value == null) {
      throw CommandException.failed("can't parse " + word + " as " + what);
    }
    return value;
  }

  /// Takes `size` bytes, one word each: decimal, `0x`, octal, or all hexadecimal behind `hex`.
  /// A number too large for a byte loses its upper bits.
  public byte[] data(String what, int size) {
    int base = take("hex") ? 16 : 0;
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      String word = peek();
      if (word == null) {
        throw CommandException.failed(what + " expected " + size + " bytes got " + i);
      }
      Long value = Numbers.parse(word, base);
      if (value == null) {
        throw CommandException.failed("error parsing byte: " + word);
      }
      bytes[i] = value.byteValue();
      at++;
    }
    return bytes;
  }
}
