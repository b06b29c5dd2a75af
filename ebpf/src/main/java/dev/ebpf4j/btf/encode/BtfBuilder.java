package dev.ebpf4j.btf.encode;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.btf.parse.RecordFields;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Builds a [Btf] in memory: types are added one by one and get the next id; each string is kept
/// once. A type may refer to ids that are added later; [#build()] checks that all exist.
///
/// ```java BtfBuilder builder = new BtfBuilder(); int u32 = builder.add(BtfType.Int.of("unsigned
/// int", 4, false)); builder.add(BtfType.Struct.of("pair", 8, List.of(Member.at("a", u32, 0),
/// Member.at("b", u32, 4)))); byte[] blob = builder.build().toBytes();
/// ```
public final class BtfBuilder {

  private static final int RECORD_WORDS = 3;

  private final @Nullable Btf base;
  private final ByteOrder order;
  private final StringTable strings;
  private final int firstId;
  private final Words words = new Words();
  private final RecordWriter writer;
  private int[] starts = new int[64];
  private int count;

  /// A builder for a BTF that stands on its own, in this machine's byte order.
  public BtfBuilder() {
    this(null, ByteOrder.nativeOrder());
  }

  /// A builder for a BTF in the given byte order that goes on where `base` ends, or stands on its
  /// own if that is null.
  public BtfBuilder(@Nullable Btf base, ByteOrder order) {
    this.base = base;
    this.order = order;
    this.strings = new StringTable(base);
    this.writer = new RecordWriter(strings, words);
    this.firstId = base == null ? 1 : base.typeCount();
  }

  /// A builder that starts with all types of `btf`, under the same ids; the strings no type uses
  /// are kept too, under the same offsets.
  public static BtfBuilder copyOf(Btf btf) {
    BtfBuilder builder = new BtfBuilder(btf.base(), btf.byteOrder());
    builder.strings.takeOver(btf);
    for (int id = btf.firstId(); id < btf.typeCount(); id++) {
      builder.addRecord(btf, id);
    }
    return builder;
  }

  /// The id that the next added type gets.
  public int nextId() {
    return firstId + count;
  }

  /// Offset of `text` among the strings; it is added if it is not there yet.
  public int string(String text) {
    return strings.add(text);
  }

  /// Adds a type.
  ///
  /// @return its id
  public int add(BtfType type) {
    int start = words.size();
    writer.write(type);
    register(start);
    return nextId() - 1;
  }

  /// Puts `type` in place of an own type that was added before.
  public void replace(int id, BtfType type) {
    int index = ownIndex(id);
    int start = words.size();
    writer.write(type);
    starts[index] = start;
  }

  /// Adds a copy of a type of another BTF with its strings.
  ///
  /// @param typeIds gives the new id for each id the type refers to; not asked for 0
  /// @return its id
  public int addCopy(Btf from, int id, IntUnaryOperator typeIds) {
    int added = nextId();
    int start = addRecord(from, id);
    RecordFields.mapStrings(words.array(), start, offset -> strings.add(from, offset));
    RecordFields.mapTypes(
        words.array(), start, target -> target == 0 ? 0 : typeIds.applyAsInt(target));
    return added;
  }

  /// Adds copies of all own types of another BTF, in order. If that one has a base it must be
  /// this builder's base: ids of the base stay as they are.
  ///
  /// @return what to add to an own id of `from` to get its id here
  public int addAll(Btf from) {
    if (from.base() != null && from.base() != base) {
      throw new IllegalArgumentException("BTF on another base");
    }
    int first = from.firstId();
    int shift = nextId() - first;
    for (int id = first; id < from.typeCount(); id++) {
      addCopy(from, id, target -> target < first ? target : target + shift);
    }
    return shift;
  }

  /// The finished BTF. The builder may be used further.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if a type refers to an id that does not exist
  public Btf build() {
    boolean split = base != null;
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += recordWords(i);
    }
    int[] packed = new int[split ? size : size + RECORD_WORDS];
    int[] index = new int[split ? count : count + 1];
    int at = 0;
    int entry = 0;
    if (!split) {
      index[entry++] = size;
    }
    for (int i = 0; i < count; i++) {
      int length = recordWords(i);
      System.arraycopy(words.array(), starts[i], packed, at, length);
      index[entry++] = at;
      at += length;
    }
    byte[] text = strings.toByteArray();
    return Btf.of(
        new BtfTables(
            packed, size, index, entry, text, 0, text.length, BtfFormat.HEADER_SIZE, order),
        base);
  }

  private void register(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = start;
  }

  private int addRecord(Btf from, int id) {
    int start = words.size();
    int size = from.wordCount(id);
    for (int i = 0; i < size; i++) {
      words.put(from.word(id, i));
    }
    register(start);
    return start;
  }

  private int ownIndex(int id) {
    int index = id - firstId;
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("no own BTF type " + id);
    }
    return index;
  }

  private int recordWords(int index) {
    return BtfTables.recordWords(words.get(starts[index] + 1));
  }
}
