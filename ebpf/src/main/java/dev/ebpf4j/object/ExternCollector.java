package dev.ebpf4j.object;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfSymbols;
import dev.ebpf4j.error.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what an object wants from outside: the undefined symbols that its BTF declares in
/// `.kconfig` or `.ksyms`.
final class ExternCollector {
  static final String KCONFIG = ".kconfig";
  static final String KSYMS = ".ksyms";

  /// A variable that stands for functions in `.ksyms`, which the kernel does not want there.
  private static final String DUMMY = "dummy_ksym";

  private final ElfObject object;
  private final Complaints complaints;
  private final @Nullable Btf btf;
  private final List<ExternSpec> externs = new ArrayList<>();
  private int kconfigSection;
  private int ksymsSection;

  ExternCollector(ElfObject object, @Nullable Btf btf) {
    this.object = object;
    this.complaints = object.complaints();
    this.btf = btf;
  }

  /// Whether any symbol is left to others. Such an object needs BTF.
  static boolean hasExterns(ElfObject object) {
    ElfSymbols symbols = object.symbols();
    for (int i = 1; i < symbols.size(); i++) {
      if (isExtern(symbols.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isExtern(ElfSymbol symbol) {
    return symbol.isUndefined()
        && symbol.isGlobal()
        && symbol.type() == Elf.STT_NOTYPE
        && !symbol.name().isEmpty();
  }

  /// The externs in the order that numbers them: configuration values by alignment and size, then
  /// kernel symbols, by name.
  List<ExternSpec> collect() {
    ElfSymbols symbols = object.symbols();
    complaints.debug("looking for externs among " + symbols.size() + " symbols...");
    for (int i = 1; i < symbols.size(); i++) {
      ElfSymbol symbol = symbols.get(i);
      if (isExtern(symbol)) {
        externs.add(extern(symbol));
      }
    }
    complaints.debug("collected " + externs.size() + " externs total");
    externs.sort(ExternCollector::compare);
    place();
    return externs;
  }

  private ExternSpec extern(ElfSymbol symbol) {
    Btf types = btf;
    String name = symbol.name();
    int id = types == null ? -Errno.ESRCH : declaration(types, name);
    if (types == null || id < 0) {
      throw complaints.refused(-id, "failed to find BTF for extern '" + name + "': " + id);
    }
    int section = sectionOf(types, id);
    if (section == 0) {
      throw complaints.refused(
          Errno.ENOENT,
          "failed to find BTF for extern '" + name + "' [" + id + "] section: " + -Errno.ENOENT);
    }
    String sectionName = types.name(section);
    if (sectionName.equals(KCONFIG)) {
      kconfigSection = section;
      return config(types, symbol, id);
    }
    if (!sectionName.equals(KSYMS)) {
      throw complaints.refused(
          Errno.EOPNOTSUPP, "unrecognized extern section '" + sectionName + "'");
    }
    ksymsSection = section;
    if (types.is(id, BtfKind.FUNC)) {
      return new ExternSpec.KernelFunction(
          name, symbol.index(), symbol.isWeak(), id, types.target(id));
    }
    return new ExternSpec.KernelSymbol(
        name, symbol.index(), symbol.isWeak(), types.resolve(types.target(id)));
  }

  /// Id of the variable or function of this name, or a negative error number.
  private static int declaration(Btf btf, String name) {
    int variable = btf.find(BtfKind.VAR, name);
    int function = btf.find(BtfKind.FUNC, name);
    int id = variable == 0 || (function != 0 && function < variable) ? function : variable;
    if (id == 0) {
      return -Errno.ENOENT;
    }
    return btf.linkage(id) == BtfFormat.LINKAGE_EXTERN ? id : -Errno.EINVAL;
  }

  private static int sectionOf(Btf btf, int declaration) {
    for (int id = 1; id < btf.typeCount(); id++) {
      if (btf.is(id, BtfKind.DATASEC)) {
        for (int i = 0; i < btf.vlen(id); i++) {
          if (btf.sectionVarType(id, i) == declaration) {
            return id;
          }
        }
      }
    }
    return 0;
  }

  private ExternSpec config(Btf types, ElfSymbol symbol, int id) {
    String name = symbol.name();
    if (types.is(id, BtfKind.FUNC)) {
      throw complaints.refused(
          Errno.EOPNOTSUPP,
          "extern function " + name + " is unsupported under " + KCONFIG + " section");
    }
    int type = types.target(id);
    ExternSpec.ConfigKind kind = configKind(types, type);
    if (kind == null) {
      throw complaints.refused(
          Errno.EOPNOTSUPP, "extern (kcfg) '" + name + "': type is unsupported");
    }
    int size = size(types, name, type);
    int alignment = types.alignBytes(type);
    int behind = types.resolve(type);
    boolean signed =
        types.is(behind, BtfKind.INT) && (types.intEncoding(behind) & BtfFormat.INT_SIGNED) != 0;
    return new ExternSpec.Config(
        name, symbol.index(), symbol.isWeak(), type, kind, signed, size, alignment, 0);
  }

  private int size(Btf types, String name, int type) {
    try {
      long size = types.sizeBytes(type);
      if (size > 0 && size <= Integer.MAX_VALUE) {
        return (int) size;
      }
    } catch (MalformedException e) {
      // Said below.
    }
    throw complaints.invalid(
        "failed to resolve size of extern (kcfg) '" + name + "': " + -Errno.EINVAL);
  }

  private static ExternSpec.@Nullable ConfigKind configKind(Btf types, int type) {
    int id = types.resolve(type);
    return switch (types.kind(id)) {
      case INT -> intKind(types, id);
      case ENUM ->
          types.ownSizeBytes(id) == 4 && types.name(id).equals("libbpf_tristate")
              ? ExternSpec.ConfigKind.TRISTATE
              : null;
      case ENUM64 ->
          types.name(id).equals("libbpf_tristate") ? ExternSpec.ConfigKind.TRISTATE : null;
      case ARRAY ->
          types.elementCount(id) > 0
                  && configKind(types, types.elementType(id)) == ExternSpec.ConfigKind.CHAR
              ? ExternSpec.ConfigKind.CHAR_ARRAY
              : null;
      default -> null;
    };
  }

  private static ExternSpec.@Nullable ConfigKind intKind(Btf types, int id) {
    long size = types.ownSizeBytes(id);
    if ((types.intEncoding(id) & BtfFormat.INT_BOOL) != 0) {
      return size == 1 ? ExternSpec.ConfigKind.BOOL : null;
    }
    if (size == 1) {
      return ExternSpec.ConfigKind.CHAR;
    }
    return size == 2 || size == 4 || size == 8 ? ExternSpec.ConfigKind.INT : null;
  }

  private static int compare(ExternSpec a, ExternSpec b) {
    boolean aConfig = a instanceof ExternSpec.Config;
    boolean bConfig = b instanceof ExternSpec.Config;
    if (aConfig != bConfig) {
      return aConfig ? -1 : 1;
    }
    if (a instanceof ExternSpec.Config x && b instanceof ExternSpec.Config y) {
      if (x.alignment() != y.alignment()) {
        return Integer.compare(y.alignment(), x.alignment());
      }
      if (x.sizeBytes() != y.sizeBytes()) {
        return Integer.compare(x.sizeBytes(), y.sizeBytes());
      }
    }
    return a.name().compareTo(b.name());
  }

  /// Gives each configuration value its place in the map.
  private void place() {
    long next = 0;
    for (int i = 0; i < externs.size(); i++) {
      ExternSpec extern = externs.get(i);
      if (extern instanceof ExternSpec.Config config) {
        long at = (next + config.alignment() - 1) / config.alignment() * config.alignment();
        next = at + config.sizeBytes();
        if (next > Integer.MAX_VALUE) {
          throw complaints.invalid("extern (kcfg) '" + config.name() + "': values are too large");
        }
        externs.set(i, config.at((int) at));
        debug("extern (kcfg) #" + i + ": symbol " + config.symbol() + ", off " + at, config);
      } else {
        debug("extern (ksym) #" + i + ": symbol " + extern.symbol(), extern);
      }
    }
  }

  private void debug(String start, ExternSpec extern) {
    complaints.debug(start + ", name " + extern.name());
  }

  /// Bytes that the configuration values take together.
  int configSize() {
    int size = 0;
    for (ExternSpec extern : externs) {
      if (extern instanceof ExternSpec.Config config) {
        size = config.offset() + config.sizeBytes();
      }
    }
    return size;
  }

  /// Makes the declarations look like definitions, so that the kernel takes the BTF: configuration
  /// values lie where their map has them, kernel symbols pretend to be integers.
  void define(BtfEditor editor) {
    Btf types = btf;
    if (types == null) {
      return;
    }
    Map<String, ExternSpec> byName = new HashMap<>();
    for (ExternSpec extern : externs) {
      byName.put(extern.name(), extern);
    }
    if (ksymsSection != 0 && types.type(ksymsSection) instanceof BtfType.Datasec section) {
      defineSymbols(types, editor, byName, section);
    }
    if (kconfigSection != 0 && types.type(kconfigSection) instanceof BtfType.Datasec section) {
      defineConfig(types, editor, byName, section);
    }
  }

  private static int fourByteInt(Btf types) {
    for (int id = 1; id < types.typeCount(); id++) {
      if (types.is(id, BtfKind.INT) && types.intBits(id) == 32) {
        return id;
      }
    }
    return 0;
  }

  private void defineSymbols(
      Btf types, BtfEditor editor, Map<String, ExternSpec> byName, BtfType.Datasec section) {
    int integer = fourByteInt(types);
    int dummy = 0;
    List<BtfType.SectionVar> places = new ArrayList<>();
    for (BtfType.SectionVar place : section.vars()) {
      int id = place.type();
      boolean isFunction = types.is(id, BtfKind.FUNC);
      if (!byName.containsKey(types.name(id))) {
        throw missing(types, id, isFunction ? "func" : "var");
      }
      if (isFunction) {
        if (dummy == 0) {
          dummy = editor.add(new BtfType.Var(DUMMY, integer, BtfFormat.LINKAGE_GLOBAL));
        }
        nameParameters(editor, types.target(id));
        editor.setLinkage(id, BtfFormat.LINKAGE_GLOBAL);
      } else {
        editor.set(id, new BtfType.Var(types.name(id), integer, BtfFormat.LINKAGE_GLOBAL));
      }
      places.add(
          new BtfType.SectionVar(
              isFunction ? dummy : id, (long) Integer.BYTES * places.size(), Integer.BYTES));
    }
    long size = (long) Integer.BYTES * places.size();
    editor.set(ksymsSection, new BtfType.Datasec(section.name(), size, places));
  }

  /// The kernel wants the parameters of a defined function to have names.
  private static void nameParameters(BtfEditor editor, int prototype) {
    if (editor.type(prototype) instanceof BtfType.FuncProto(int result, List<BtfType.Param> all)) {
      List<BtfType.Param> named = new ArrayList<>();
      for (BtfType.Param param : all) {
        boolean needsName = param.type() != 0 && param.name().isEmpty();
        named.add(needsName ? new BtfType.Param(DUMMY, param.type()) : param);
      }
      if (!named.equals(all)) {
        editor.set(prototype, new BtfType.FuncProto(result, named));
      }
    }
  }

  private void defineConfig(
      Btf types, BtfEditor editor, Map<String, ExternSpec> byName, BtfType.Datasec section) {
    List<BtfType.SectionVar> places = new ArrayList<>();
    for (BtfType.SectionVar place : section.vars()) {
      int id = place.type();
      if (!(byName.get(types.name(id)) instanceof ExternSpec.Config config)) {
        throw missing(types, id, "var");
      }
      editor.setLinkage(id, BtfFormat.LINKAGE_GLOBAL);
      places.add(new BtfType.SectionVar(id, config.offset(), place.sizeBytes()));
    }
    editor.set(kconfigSection, new BtfType.Datasec(section.name(), configSize(), places));
  }

  private RuntimeException missing(Btf types, int id, String kind) {
    return complaints.refused(
        Errno.ESRCH,
        "failed to find extern definition for BTF " + kind + " '" + types.name(id) + "'");
  }
}
