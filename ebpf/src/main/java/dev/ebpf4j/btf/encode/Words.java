package dev.ebpf4j.btf.encode;

import java.util.Arrays;

/// A growing array of 32-bit words.
final class Words {

  private int[] words = new int[256];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return words[index];
  }

  /// The array behind; valid until the next word is added.
  int[] array() {
    return words;
  }

  Words put(int word) {
    if (size == words.length) {
      words = Arrays.copyOf(words, size * 2);
    }
    words[size++] = word;
    return this;
  }
}
