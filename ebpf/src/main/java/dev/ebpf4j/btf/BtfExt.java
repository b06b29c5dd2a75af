package dev.ebpf4j.btf;

import dev.ebpf4j.btf.parse.BtfExtTables;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The section `.BTF.ext` of an object: for each program section the functions, source lines and
/// CO-RE relocations at its instructions. Strings and types are those of the object's [Btf].
///
/// [Table] and [Part] give access to the numbers as they stand, in either byte order and with
/// records longer than known here; [#functions(Part)], [#lines(Part)] and [#relocations(Part)]
/// make records of them.
public final class BtfExt {

  /// Where a function begins.
  ///
  /// @param insnOffset offset in bytes within the section
  /// @param type id of its FUNC
  public record FuncInfo(int insnOffset, int type) {}

  /// The source of an instruction and those behind it.
  ///
  /// @param insnOffset offset in bytes within the section
  /// @param fileName string offset of the file's name
  /// @param text string offset of the source line
  /// @param line line number
  /// @param column column number
  public record LineInfo(int insnOffset, int fileName, int text, int line, int column) {

    static LineInfo of(int insnOffset, int fileName, int text, int lineColumn) {
      return new LineInfo(insnOffset, fileName, text, lineColumn >>> 10, lineColumn & 0x3ff);
    }

    /// Line and column packed as the format does.
    public int lineColumn() {
      return (line << 10) | (column & 0x3ff);
    }
  }

  /// A number in an instruction that depends on the running kernel's types.
  ///
  /// @param insnOffset offset in bytes within the section
  /// @param type id of the local root type
  /// @param access string offset of the access path, such as `0:1:2`
  /// @param kind what is asked about it: 0 field byte offset ... 12 type matches
  public record CoreRelo(int insnOffset, int type, int access, int kind) {}

  /// One of the three tables: parts, each for one program section.
  ///
  /// @param recordSizeBytes size of each record, a multiple of 4 and at least what is known here
  public record Table(int recordSizeBytes, List<Part> parts) {
    public Table {
      parts = List.copyOf(parts);
    }

    /// Whether there are no records at all.
    public boolean isEmpty() {
      return parts.isEmpty();
    }
  }

  /// The records of one table for one program section.
  public static final class Part {
    private final BtfExtTables tables;
    private final int first;
    private final int recordWords;
    private final int sectionName;
    private final int count;

    private Part(BtfExtTables tables, int at, int recordWords) {
      this.tables = tables;
      this.sectionName = tables.word(at);
      this.count = tables.word(at + 1);
      this.first = at + 2;
      this.recordWords = recordWords;
    }

    /// String offset of the program section's name.
    public int sectionName() {
      return sectionName;
    }

    /// Number of records.
    public int count() {
      return count;
    }

    /// Number of 32-bit numbers in each record.
    public int recordWords() {
      return recordWords;
    }

    /// Number `index` of a record; 0 is the instruction's offset in bytes.
    public int word(int entry, int index) {
      if (entry < 0 || entry >= count || index < 0 || index >= recordWords) {
        throw new IndexOutOfBoundsException("record " + entry + " word " + index);
      }
      return tables.word(first + entry * recordWords + index);
    }
  }

  private final BtfExtTables tables;
  private final Table functions;
  private final Table lines;
  private final Table relocations;

  private BtfExt(BtfExtTables tables) {
    this.tables = tables;
    this.functions = table(tables, BtfExtTables.FUNC_INFO);
    this.lines = table(tables, BtfExtTables.LINE_INFO);
    this.relocations = table(tables, BtfExtTables.CORE_RELO);
  }

  /// Reads the bytes of a `.BTF.ext` section of either byte order.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if they break the format's rules
  public static BtfExt parse(byte[] raw) {
    return new BtfExt(BtfExtTables.read(raw));
  }

  private static Table table(BtfExtTables tables, int number) {
    int recordWords = tables.recordWords(number);
    List<Part> parts = new ArrayList<>();
    int end = tables.end(number);
    for (int at = tables.start(number); at < end; ) {
      Part part = new Part(tables, at, recordWords);
      parts.add(part);
      at = part.first + part.count * recordWords;
    }
    return new Table(recordWords * Integer.BYTES, parts);
  }

  /// The byte order it was read in.
  public ByteOrder byteOrder() {
    return tables.order();
  }

  /// Where functions begin.
  public Table functions() {
    return functions;
  }

  /// Source lines.
  public Table lines() {
    return lines;
  }

  /// CO-RE relocations.
  public Table relocations() {
    return relocations;
  }

  /// The records of a part of [#functions()].
  public static List<FuncInfo> functions(Part part) {
    List<FuncInfo> list = new ArrayList<>(part.count);
    for (int i = 0; i < part.count; i++) {
      list.add(new FuncInfo(part.word(i, 0), part.word(i, 1)));
    }
    return list;
  }

  /// The records of a part of [#lines()].
  public static List<LineInfo> lines(Part part) {
    List<LineInfo> list = new ArrayList<>(part.count);
    for (int i = 0; i < part.count; i++) {
      list.add(LineInfo.of(part.word(i, 0), part.word(i, 1), part.word(i, 2), part.word(i, 3)));
    }
    return list;
  }

  /// The records of a part of [#relocations()].
  public static List<CoreRelo> relocations(Part part) {
    List<CoreRelo> list = new ArrayList<>(part.count);
    for (int i = 0; i < part.count; i++) {
      list.add(new CoreRelo(part.word(i, 0), part.word(i, 1), part.word(i, 2), part.word(i, 3)));
    }
    return list;
  }
}
