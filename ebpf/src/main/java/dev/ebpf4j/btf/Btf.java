package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.parse.BtfReferences;
import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.error.MalformedTypeException;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Types as the kernel and compilers describe them in BTF: a list numbered from 1, where 0 is
/// `void`, each type referring to others by number.
///
/// Opening checks the whole blob but makes no object per type. A type is looked at in two ways:
/// [#type(int)] makes a record of it, to be taken apart with a `switch`; the other accessors
/// ([#kind(int)], [#memberType(int, int)], ...) read one number and allocate nothing, for loops
/// over many types. Every accessor takes the id of a type; an id that does not exist is an
/// [IndexOutOfBoundsException], a question that the type's kind does not answer (the members of
/// an integer) has no defined result.
///
/// A split BTF (a kernel module's) goes on where its base ends: its ids and string offsets start
/// at the base's ends, and all accessors answer for the base's types too. Ids are plain `int`s
/// and mean something only together with the [Btf] they came from.
///
/// Instances do not change and may be shared between threads.
public final class Btf extends TypeNumbers {

  private final @Nullable Btf base;
  private final BtfTables tables;
  private final BtfStrings strings;
  private volatile @Nullable BtfNames names;
  private volatile @Nullable BtfNames functionNames;
  private volatile @Nullable BtfAlignment alignment;
  private volatile int pointerSize;

  private Btf(BtfTables tables, @Nullable Btf base) {
    super(tables, base);
    this.base = base;
    this.tables = tables;
    this.strings = new BtfStrings(tables, base == null ? null : base.strings);
  }

  /// Reads a raw BTF blob of either byte order, which stands on its own. The array is kept, not
  /// copied: it must not change any more.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if it is not BTF or breaks its rules
  public static Btf parse(byte[] raw) {
    return parse(raw, null);
  }

  /// Reads a raw BTF blob that goes on where `base` ends, or stands on its own if that is null.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if it is not BTF or breaks its rules
  public static Btf parse(byte[] raw, @Nullable Btf base) {
    return of(BtfTables.read(raw, base == null ? 0 : base.typeCount()), base);
  }

  /// Reads the raw BTF of the running kernel or one of its modules, as the kernel hands it out.
  /// References between types are not checked: the kernel checked its modules' and lives by its
  /// own. Should one of them lead to nothing all the same, whoever follows it gets an
  /// [IndexOutOfBoundsException].
  ///
  /// @param raw may change or go away afterwards; read from its position to its limit
  /// @param base types of the kernel proper, for a module's
  /// @throws dev.ebpf4j.error.MalformedException if it is not BTF or its parts do not fit in
  public static Btf ofKernel(ByteBuffer raw, @Nullable Btf base) {
    return new Btf(BtfTables.read(raw, base == null ? 0 : base.typeCount()), base);
  }

  /// A BTF from tables made elsewhere, after checking their references.
  public static Btf of(BtfTables tables, @Nullable Btf base) {
    Btf btf = new Btf(tables, base);
    new BtfReferences(tables, base == null ? 0 : base.typeCount(), btf.stringEnd(), btf::kindNumber)
        .check();
    return btf;
  }

  /// This BTF with other sizes, offsets or linkages in its records. Not checked again, so it is for
  /// changes that lead nowhere else.
  ///
  /// @param words an array like that of [#tables()]
  public Btf withWords(int[] words) {
    return new Btf(tables.withWords(words), base);
  }

  /// The BTF this one goes on from.
  public @Nullable Btf base() {
    return base;
  }

  /// The tables behind this BTF, for the other packages of this library.
  public BtfTables tables() {
    return tables;
  }

  /// This BTF's own types and strings as a raw blob in its byte order. What was read and is
  /// written is the same byte for byte, unless its header was longer than known here or its
  /// sections left gaps.
  public byte[] toBytes() {
    return toBytes(byteOrder());
  }

  /// This BTF's own types and strings as a raw blob in the given byte order.
  public byte[] toBytes(ByteOrder order) {
    return tables.toBytes(order);
  }

  /// Byte order of the blob this was read from, or is to be written in.
  public ByteOrder byteOrder() {
    return tables.order();
  }

  /// The type as a record.
  public BtfType type(int id) {
    return BtfRecords.of(this, id);
  }

  // ---- strings ---------------------------------------------------------------------------------

  /// End of the string offsets: all are below it.
  public int stringEnd() {
    return strings.end();
  }

  /// First string offset of this BTF itself; those below are the base's.
  public int firstString() {
    return strings.first();
  }

  /// The string at an offset, as UTF-8.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  @Override
  public String string(int offset) {
    return offset == 0 ? "" : strings.text(offset);
  }

  /// Number of bytes of the string at an offset.
  public int stringLength(int offset) {
    return strings.length(offset);
  }

  /// Copies the bytes of the string at `offset`, without its end mark, to `target` from `at` on.
  /// Nothing is copied if they do not fit.
  ///
  /// @return the number of bytes of the string
  public int copyString(int offset, byte[] target, int at) {
    return strings.copy(offset, target, at);
  }

  /// Appends the string at `offset` to `out` as the bytes it consists of.
  public void appendString(int offset, TextBuffer out) {
    strings.append(offset, out);
  }

  /// Appends the string at `offset` to `out` as the inside of a JSON string.
  public void appendJsonString(int offset, TextBuffer out) {
    strings.appendJson(offset, out);
  }

  /// Compares two strings as C does: by their bytes, unsigned.
  public int compareStrings(int offset, int other) {
    return offset == other ? 0 : strings.compare(offset, other);
  }

  /// The first seven bytes of the string at `offset`, the first one highest, with zeros behind a
  /// shorter one: compares as the strings do, as far as it goes.
  public long stringPrefix(int offset) {
    return strings.prefix(offset);
  }

  /// A hash of the bytes of the string at `offset`: 31 times what came before, plus each signed
  /// byte.
  public long stringHash(int offset) {
    return strings.hash(offset);
  }

  /// Whether the string at `offset` has exactly these bytes.
  public boolean stringEquals(int offset, byte[] text) {
    return strings.equal(offset, text, 0, text.length);
  }

  /// Whether the string at `offset` is the `size` bytes of `text` from `from` on.
  public boolean stringEquals(int offset, byte[] text, int from, int size) {
    return strings.equal(offset, text, from, size);
  }

  /// Whether the string at `offset`, up to a `___` that begins a flavour, has exactly these bytes.
  public boolean essentialEquals(int offset, byte[] text) {
    return strings.essentialEquals(offset, text, text.length);
  }

  // ---- finding ---------------------------------------------------------------------------------

  /// The first type of this kind and name, the base's before this BTF's own, in constant time.
  ///
  /// @return its id, or 0 (`void`, which has no name) if there is none
  public int find(BtfKind kind, String name) {
    if (base != null) {
      int id = base.find(kind, name);
      if (id != 0) {
        return id;
      }
    }
    return findOwn(kind, name);
  }

  /// As [#find(BtfKind, String)] among the types of this BTF itself.
  public int findOwn(BtfKind kind, String name) {
    return names(kind == BtfKind.FUNC).find(kind.number(), name);
  }

  /// Ids of all types of this name, in rising order, those of the base included.
  public int[] findAll(String name) {
    int[] own = joined(names(false).findAll(name), names(true).findAll(name));
    Arrays.sort(own);
    return base == null ? own : joined(base.findAll(name), own);
  }

  private static int[] joined(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /// Ids of the types of this BTF itself that are of this kind and whose name, up to a `___` that
  /// begins a flavour, is `essentialName`, in rising order: the candidates of a CO-RE relocation.
  /// Enumerations of either width are one kind.
  public int[] candidatesOwn(BtfKind kind, String essentialName) {
    return names(kind == BtfKind.FUNC).candidates(kind, essentialName);
  }

  /// More than half of a kernel's names are those of functions, which are hardly ever looked up:
  /// they have an index of their own.
  private BtfNames names(boolean functions) {
    BtfNames index = functions ? functionNames : names;
    if (index == null) {
      index = new BtfNames(this, strings, functions);
      if (functions) {
        functionNames = index;
      } else {
        names = index;
      }
    }
    return index;
  }

  /// The struct or union of this name (a struct if there are both), for asking about its fields.
  ///
  /// @throws NoSuchElementException if there is none
  public BtfStruct struct(String name) {
    int id = find(BtfKind.STRUCT, name);
    if (id == 0) {
      id = find(BtfKind.UNION, name);
    }
    if (id == 0) {
      throw new NoSuchElementException("no struct or union '" + name + "'");
    }
    return new BtfStruct(this, id);
  }

  /// The struct or union with this id, or that a typedef with this id stands for.
  ///
  /// @throws IllegalArgumentException if the type is no struct or union
  public BtfStruct struct(int id) {
    return new BtfStruct(this, id);
  }

  // ---- sizes and chains ------------------------------------------------------------------------

  /// Size of a pointer in bytes: what the size of the type `long` says, 8 if there is none.
  public int pointerSizeBytes() {
    int size = pointerSize;
    if (size == 0) {
      size = BtfLayout.pointerSize(this);
      pointerSize = size;
    }
    return size;
  }

  /// Size of a value of this type in bytes.
  ///
  /// @throws MalformedTypeException if it has none (`void`, a forward, a function), it is 4 GB or
  ///     more, or the chain of arrays and typedefs that leads to it has no end
  public long sizeBytes(int id) {
    return BtfLayout.size(this, id);
  }

  /// Alignment in bytes that a compiler gives a value of this type by itself; 1 for a struct whose
  /// members or size show that it is packed.
  ///
  /// @throws MalformedTypeException if it has none (`void`, a forward, a function) or contains
  ///     itself
  public int alignBytes(int id) {
    BtfAlignment table = alignment;
    if (table == null) {
      table = new BtfAlignment(this);
      alignment = table;
    }
    return table.of(id);
  }

  /// Checks what opening does not, because a tool that only lists types does not need it: no type
  /// contains itself, every chain of references ends, every array can exist, members lie within
  /// their structs. Takes time linear in the number of types and members.
  ///
  /// @throws MalformedTypeException for a type that breaks these rules
  public void verifyLayouts() {
    new BtfVerifier(this).verify();
  }

  /// The type behind `const`, `volatile`, `restrict` and type tags.
  ///
  /// @throws MalformedTypeException if the chain has no end
  public int skipModifiers(int id) {
    return BtfLayout.skip(this, id, false);
  }

  /// The type behind modifiers and typedefs.
  ///
  /// @throws MalformedTypeException if the chain has no end
  public int resolve(int id) {
    return BtfLayout.skip(this, id, true);
  }

  /// The type of the elements of an array, of an array of arrays and so on, behind modifiers and
  /// typedefs; any other type as [#resolve(int)] gives it.
  ///
  /// @throws MalformedTypeException if the chain has no end
  public int elementOf(int id) {
    return BtfLayout.element(this, id);
  }

  /// Says what is wrong with a type of this BTF, with its place.
  public MalformedTypeException malformed(int id, String problem) {
    return new MalformedTypeException(
        id, BtfFormat.kindName(kindNumber(id)), recordOffset(id), problem);
  }
}
