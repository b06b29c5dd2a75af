package dev.ebpf4j.linker;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.dedup.BtfDedup;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.btf.encode.BtfExtBuilder;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfWriter;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the types, function records, line records and CO-RE relocations of the inputs together.
final class TypeMerger {
  private static final int ALIGNMENT = 8;
  private static final int FULL_HEADER_SIZE = 32;
  private static final long MAX_OFFSET = 0xffff_ffffL;

  private final ByteOrder order;
  private final Map<String, GlobalSymbol> globals;
  private final BtfBuilder builder;
  private final List<Info> functions = new ArrayList<>();
  private final List<Info> lines = new ArrayList<>();
  private final List<Info> relocations = new ArrayList<>();

  /// The types of the inputs so far, null when they have to be put together anew.
  private @Nullable Btf merged;

  private boolean hasTypes;
  private boolean hasInfo;

  /// A record about an instruction of an output section, its numbers those of the merged BTF.
  private record Info(OutputSection section, Object entry) {}

  TypeMerger(ByteOrder order, Map<String, GlobalSymbol> globals) {
    this.order = order;
    this.globals = globals;
    this.builder = new BtfBuilder(null, order);
  }

  // ---- agreement -------------------------------------------------------------------------------

  /// Checks that a symbol that is known already is described in the same way again.
  void requireAgreement(
      InputObject input, GlobalSymbol known, InputObject.Declaration declaration) {
    Btf theirs = input.btf();
    String name = known.name();
    if (known.declaration == 0 || theirs == null) {
      throw input.refusal().invalid("BTF info is missing for global symbol '" + name + "'");
    }
    Btf ours = merged();
    OutputSection section = known.section;
    boolean isMap = section != null && section.name().equals(".maps");
    TypeAgreement agreement = new TypeAgreement(ours, theirs);
    String problem =
        isMap
            ? agreement.mapDifference(known.underlying, theirs.target(declaration.declaration()))
            : agreement.difference(
                known.underlying,
                known.isFunction,
                theirs.target(declaration.declaration()),
                theirs.is(declaration.declaration(), BtfKind.FUNC));
    if (problem != null) {
      throw input
          .refusal()
          .invalid(
              "global '"
                  + name
                  + "': incompatible "
                  + problem
                  + " in '"
                  + input.path()
                  + "' and '"
                  + known.path
                  + "'");
    }
  }

  private Btf merged() {
    Btf known = merged;
    if (known == null) {
      known = builder.build();
      merged = known;
    }
    return known;
  }

  int linkage(InputObject input, InputObject.Declaration declaration) {
    Btf types = input.btf();
    return types == null ? BtfFormat.LINKAGE_GLOBAL : types.linkage(declaration.declaration());
  }

  // ---- one input -------------------------------------------------------------------------------

  /// Takes over the types of an input, whose symbols are in the output already.
  void add(InputObject input, List<OutputSymbol> symbols) {
    Btf types = input.btf();
    if (types == null) {
      return;
    }
    hasTypes = true;
    merged = null;
    int[] map = addTypes(types);
    for (InputSection section : input.sections()) {
      OutputSection output = section.output;
      if (section.datasec != 0 && !section.skipped && output != null) {
        output.hasTypes = true;
        addVariables(input, types, section, output, map);
      }
    }
    BtfExt ext = input.ext();
    if (ext != null) {
      hasInfo = true;
      addInfo(input, types, ext, map);
    }
  }

  /// For each type of `types` its id in the merged BTF, 0 for those left out.
  private int[] addTypes(Btf types) {
    int[] map = new int[types.typeCount()];
    int next = builder.nextId();
    List<Integer> added = new ArrayList<>();
    for (int id = 1; id < map.length; id++) {
      if (types.is(id, BtfKind.DATASEC)) {
        continue;
      }
      GlobalSymbol global = null;
      if (isShared(types, id)) {
        global = globals.get(types.name(id));
        if (global == null) {
          continue;
        }
        if (global.declaration != 0) {
          map[id] = global.declaration;
          if (!global.wantsUnderlying) {
            continue;
          }
          global.wantsUnderlying = false;
          if (global.isFunction) {
            nameParameters(global.underlying, types, types.target(id));
          }
          global.underlying = -types.target(id);
          continue;
        }
      }
      map[id] = next++;
      added.add(id);
      if (global != null) {
        global.declaration = map[id];
        global.isFunction = types.is(id, BtfKind.FUNC);
        global.linkage = types.linkage(id);
        global.underlying = -types.target(id);
        global.wantsUnderlying = false;
      }
    }
    for (int id : added) {
      builder.addCopy(types, id, target -> map[target]);
    }
    for (GlobalSymbol global : globals.values()) {
      if (global.underlying < 0) {
        global.underlying = map[-global.underlying];
        builder.replace(global.declaration, declaration(global));
      }
    }
    return map;
  }

  /// Gives the prototype of a declared function the names that its definition has.
  private void nameParameters(int declared, Btf types, int defined) {
    if (merged().type(declared) instanceof BtfType.FuncProto(int result, List<BtfType.Param> old)
        && types.type(defined) instanceof BtfType.FuncProto(int _, List<BtfType.Param> named)
        && old.size() == named.size()) {
      List<BtfType.Param> params = new ArrayList<>();
      for (int i = 0; i < old.size(); i++) {
        params.add(new BtfType.Param(named.get(i).name(), old.get(i).type()));
      }
      builder.replace(declared, new BtfType.FuncProto(result, params));
    }
  }

  private static BtfType declaration(GlobalSymbol global) {
    return global.isFunction
        ? new BtfType.Func(global.name(), global.underlying, global.linkage)
        : new BtfType.Var(global.name(), global.underlying, global.linkage);
  }

  /// Whether it is a variable or function that all inputs mean the same by.
  private static boolean isShared(Btf types, int id) {
    BtfKind kind = types.kind(id);
    return (kind == BtfKind.VAR || kind == BtfKind.FUNC)
        && types.linkage(id) != BtfFormat.LINKAGE_STATIC;
  }

  private void addVariables(
      InputObject input, Btf types, InputSection section, OutputSection output, int[] map) {
    for (int i = 0; i < types.vlen(section.datasec); i++) {
      int variable = types.sectionVarType(section.datasec, i);
      GlobalSymbol global = null;
      if (isShared(types, variable)) {
        global = globals.get(types.name(variable));
        if (global == null || global.section != output || global.isListed) {
          continue;
        }
        global.isListed = true;
      }
      if (map[variable] == 0) {
        throw input
            .refusal()
            .invalid("section '" + section.name() + "' lists type [" + variable + "]");
      }
      long offset = types.sectionVarOffset(section.datasec, i) + section.offset;
      long size = types.sectionVarSizeBytes(section.datasec, i);
      if (offset > MAX_OFFSET) {
        throw input
            .refusal()
            .invalid("section '" + section.name() + "' lists a variable at " + offset);
      }
      output.variables().add(new OutputSection.Variable(map[variable], offset, size, global));
    }
  }

  /// Describes a common symbol at its place in `section`. Where no input says what type it is, as
  /// compilers leave common symbols out of BTF, it is a number of its size, or so many bytes.
  void addCommon(GlobalSymbol global, OutputSection section, long at) {
    merged = null;
    hasTypes = true;
    section.hasTypes = true;
    int type = global.declaration == 0 ? typeOfSize(global.commonSize) : global.underlying;
    BtfType variable = new BtfType.Var(global.name(), type, BtfFormat.LINKAGE_GLOBAL);
    if (global.declaration == 0) {
      global.declaration = builder.add(variable);
    } else {
      builder.replace(global.declaration, variable);
    }
    section
        .variables()
        .add(new OutputSection.Variable(global.declaration, at, global.commonSize, global));
  }

  private int typeOfSize(long size) {
    return switch ((int) size) {
      case 1 -> builder.add(BtfType.Int.of("unsigned char", 1, false));
      case 2 -> builder.add(BtfType.Int.of("unsigned short", 2, false));
      case 4 -> builder.add(BtfType.Int.of("unsigned int", 4, false));
      case 8 -> builder.add(BtfType.Int.of("unsigned long", 8, false));
      default -> {
        int element = builder.add(BtfType.Int.of("unsigned char", 1, false));
        int index = builder.add(BtfType.Int.of("__ARRAY_SIZE_TYPE__", 4, false));
        yield builder.add(new BtfType.Array(element, index, size));
      }
    };
  }

  // ---- records about instructions --------------------------------------------------------------

  private void addInfo(InputObject input, Btf types, BtfExt ext, int[] map) {
    for (BtfExt.Part part : ext.functions().parts()) {
      InputSection section = section(input, types, part);
      OutputSection output = section.output;
      if (output != null && !section.skipped) {
        for (BtfExt.FuncInfo info : BtfExt.functions(part)) {
          int at = moved(info.insnOffset(), section);
          int type = mapped(input, map, info.type());
          functions.add(new Info(output, new BtfExt.FuncInfo(at, type)));
        }
      }
    }
    for (BtfExt.Part part : ext.lines().parts()) {
      InputSection section = section(input, types, part);
      OutputSection output = section.output;
      if (output != null && !section.skipped) {
        for (BtfExt.LineInfo info : BtfExt.lines(part)) {
          lines.add(new Info(output, line(input, types, info, section)));
        }
      }
    }
    for (BtfExt.Part part : ext.relocations().parts()) {
      InputSection section = section(input, types, part);
      OutputSection output = section.output;
      if (output != null && !section.skipped) {
        for (BtfExt.CoreRelo info : BtfExt.relocations(part)) {
          int at = moved(info.insnOffset(), section);
          int type = mapped(input, map, info.type());
          int access = string(input, types, info.access());
          relocations.add(new Info(output, new BtfExt.CoreRelo(at, type, access, info.kind())));
        }
      }
    }
  }

  private BtfExt.LineInfo line(
      InputObject input, Btf types, BtfExt.LineInfo info, InputSection section) {
    return new BtfExt.LineInfo(
        moved(info.insnOffset(), section),
        string(input, types, info.fileName()),
        string(input, types, info.text()),
        info.line(),
        info.column());
  }

  private static int moved(int offset, InputSection section) {
    return (int) (offset + section.offset);
  }

  private static int mapped(InputObject input, int[] map, int type) {
    if (type < 0 || type >= map.length) {
      throw input
          .refusal()
          .invalid(".BTF.ext refers to type [" + Integer.toUnsignedString(type) + "]");
    }
    return map[type];
  }

  private int string(InputObject input, Btf types, int offset) {
    try {
      return builder.string(types.string(offset));
    } catch (IndexOutOfBoundsException e) {
      throw input.refusal().invalid(".BTF.ext refers to string " + offset);
    }
  }

  private InputSection section(InputObject input, Btf types, BtfExt.Part part) {
    String name;
    try {
      name = types.string(part.sectionName());
    } catch (IndexOutOfBoundsException e) {
      throw input.refusal().invalid(".BTF.ext refers to string " + part.sectionName());
    }
    InputSection section = input.find(name);
    if (section == null) {
      throw input.refusal().invalid("can't find section '" + name + "' referenced from .BTF.ext");
    }
    return section;
  }

  // ---- the result ------------------------------------------------------------------------------

  /// Writes sections `.BTF` and `.BTF.ext`, if any input had them.
  void finish(Collection<OutputSection> sections, List<OutputSymbol> symbols, ElfWriter writer) {
    if (!hasTypes) {
      return;
    }
    for (OutputSection section : sections) {
      if (section.hasTypes) {
        builder.add(datasec(section, symbols));
      }
    }
    for (List<Info> table : List.of(functions, lines, relocations)) {
      for (Info info : table) {
        builder.string(info.section().name());
      }
    }
    BtfDedup dedup = BtfDedup.of(builder.build());
    write(writer, ".BTF", withFullHeader(dedup.btf().toBytes(order)));
    if (hasInfo) {
      write(writer, ".BTF.ext", ext(sections, dedup));
    }
  }

  /// The header at the length that current tools write, which ends with the place of an optional
  /// description of the records' layout; there is none.
  private byte[] withFullHeader(byte[] btf) {
    ByteWriter out = new ByteWriter(order);
    out.bytes(btf, 0, BtfFormat.HDR_LEN).u32(FULL_HEADER_SIZE);
    out.bytes(btf, BtfFormat.TYPE_OFF, BtfFormat.HEADER_SIZE - BtfFormat.TYPE_OFF);
    out.zeros(FULL_HEADER_SIZE - BtfFormat.HEADER_SIZE);
    return out.bytes(btf, BtfFormat.HEADER_SIZE, btf.length - BtfFormat.HEADER_SIZE).toByteArray();
  }

  private void write(ElfWriter writer, String name, byte[] bytes) {
    ByteWriter contents = new ByteWriter(order).bytes(bytes);
    writer.add(name, Elf.SHT_PROGBITS, 0, 0, 0, ALIGNMENT, 0, contents);
  }

  private BtfType datasec(OutputSection section, List<OutputSymbol> symbols) {
    List<BtfType.SectionVar> vars = new ArrayList<>();
    for (OutputSection.Variable variable : section.variables()) {
      GlobalSymbol global = variable.global();
      long offset = variable.offset();
      long size = variable.size();
      if (global != null && !global.isExtern) {
        if (global.section != section) {
          continue;
        }
        OutputSymbol symbol = symbols.get(global.symbol() - 1);
        offset = symbol.value();
        size = symbol.size() == 0 ? size : symbol.size();
      }
      vars.add(new BtfType.SectionVar(variable.type(), offset, size));
    }
    return new BtfType.Datasec(section.name(), section.isInFile() ? section.size() : 0, vars);
  }

  private byte[] ext(Collection<OutputSection> sections, BtfDedup dedup) {
    BtfExtBuilder out = new BtfExtBuilder(order);
    for (OutputSection section : sections) {
      int name = builder.string(section.name());
      for (Info info : functions) {
        if (info.section() == section && info.entry() instanceof BtfExt.FuncInfo function) {
          out.add(name, new BtfExt.FuncInfo(function.insnOffset(), dedup.id(function.type())));
        }
      }
      for (Info info : lines) {
        if (info.section() == section && info.entry() instanceof BtfExt.LineInfo line) {
          out.add(name, line);
        }
      }
      for (Info info : relocations) {
        if (info.section() == section && info.entry() instanceof BtfExt.CoreRelo relocation) {
          out.add(
              name,
              new BtfExt.CoreRelo(
                  relocation.insnOffset(),
                  dedup.id(relocation.type()),
                  relocation.access(),
                  relocation.kind()));
        }
      }
    }
    return out.build();
  }
}
