package dev.ebpf4j.elf;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.util.HashMap;
import java.util.Map;

/// The names in a string table, each made once.
///
/// Linkers let a name be the end of another, so all names together may be longer than the table; a
/// file made for it can have each byte of one long string be a name, which would take memory in the
/// square of the file's size.
final class ElfNames {

  /// How much longer than the table all names may be; in files of compilers it is twice at most.
  private static final long SHARED = 16;

  private final ByteReader strings;
  private final Map<Long, String> made = new HashMap<>();
  private long left;

  ElfNames(ByteReader strings) {
    this.strings = strings;
    this.left = SHARED * strings.length();
  }

  /// The name at `offset`; at 0 the empty one.
  ///
  /// @throws MalformedException if it does not end, or if names share more than any linker makes
  String at(long offset) {
    String known = offset == 0 ? "" : made.get(offset);
    if (known != null) {
      return known;
    }
    String name = strings.string(offset);
    left -= name.length();
    if (left < 0) {
      throw new MalformedException(strings.what(), offset, "names overlap");
    }
    made.put(offset, name);
    return name;
  }
}
