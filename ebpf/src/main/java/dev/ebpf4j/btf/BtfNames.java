package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.parse.BtfTables;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Index over the names of one BTF's own types, either of its functions or of all others: chains of
/// ids with the same hash, each in rising order. The hash is over the essential name, the part
/// before a `___` that begins a flavour, so that one table serves exact lookups and CO-RE
/// candidates.
final class BtfNames {

  /// Types per part: a method that is called often is compiled early, which one long loop is not.
  private static final int PART = 64;

  private final Btf btf;
  private final BtfStrings strings;
  private final int firstId;
  private final int[] heads;
  private final int[] next;

  BtfNames(Btf btf, BtfStrings strings, boolean functions) {
    this.btf = btf;
    this.strings = strings;
    this.firstId = btf.firstId();
    int own = btf.typeCount() - firstId;
    this.heads = new int[Integer.highestOneBit(Math.max(own / 2, 8))];
    this.next = new int[own];
    BtfTables tables = btf.tables();
    int skipped = tables.count() - own; // 1 if the first entry is that of void
    for (int end = own; end > 0; end -= PART) {
      add(tables.words(), tables.starts(), skipped, Math.max(0, end - PART), end, functions);
    }
  }

  private void add(int[] words, int[] starts, int shift, int from, int to, boolean functions) {
    int[] table = heads;
    for (int i = to - 1; i >= from; i--) {
      int start = starts[i + shift];
      int offset = words[start];
      if (offset != 0 && (words[start + 1] >>> 24 & 0x1f) == BtfFormat.KIND_FUNC == functions) {
        int slot = strings.essentialHash(offset) & (table.length - 1);
        next[i] = table[slot];
        table[slot] = i + firstId;
      }
    }
  }

  int find(int kind, String name) {
    byte[] text = terminated(name);
    int size = text.length - 1;
    int id = head(NameHash.essential(text, 0));
    while (id != 0) {
      if (btf.kindNumber(id) == kind && strings.equal(btf.nameOffset(id), text, 0, size)) {
        return id;
      }
      id = next[id - firstId];
    }
    return 0;
  }

  int[] findAll(String name) {
    byte[] text = terminated(name);
    int size = text.length - 1;
    int[] found = new int[4];
    int count = 0;
    for (int id = head(NameHash.essential(text, 0)); id != 0; id = next[id - firstId]) {
      if (strings.equal(btf.nameOffset(id), text, 0, size)) {
        found = with(found, count++, id);
      }
    }
    return Arrays.copyOf(found, count);
  }

  int[] candidates(BtfKind kind, String essentialName) {
    byte[] text = terminated(essentialName);
    int size = text.length - 1;
    int[] found = new int[4];
    int count = 0;
    for (int id = head(NameHash.whole(text, size)); id != 0; id = next[id - firstId]) {
      if (isLike(btf.kind(id), kind) && strings.essentialEquals(btf.nameOffset(id), text, size)) {
        found = with(found, count++, id);
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean isLike(BtfKind kind, BtfKind other) {
    return kind == other || (kind.isAnyEnum() && other.isAnyEnum());
  }

  private int head(int hash) {
    return heads[hash & (heads.length - 1)];
  }

  private static int[] with(int[] ids, int count, int id) {
    int[] room = count < ids.length ? ids : Arrays.copyOf(ids, count * 2);
    room[count] = id;
    return room;
  }

  private static byte[] terminated(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(text, text.length + 1);
  }
}
