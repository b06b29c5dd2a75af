package dev.ebpf4j.linker;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfRelocation;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfWriter;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.util.ByteReader;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Links object files of BPF programs into one. Add the inputs in order, then ask for the result; a
/// linker that has thrown is of no further use. The first input decides the byte order.
public final class ObjectLinker {
  private static final int RELOCATION_SIZE = 16;
  private static final int SYMBOL_SIZE = 24;
  private static final int SYMBOL_TABLE = 2;

  private final LoadLog log;
  private @Nullable ByteOrder order;
  private @Nullable State state;

  public ObjectLinker(LoadLog log) {
    this.log = log;
  }

  /// Adds an input.
  ///
  /// @param path what to call it in messages
  /// @throws dev.ebpf4j.error.MalformedObjectException if it breaks the rules, or clashes with an
  ///     input before
  /// @throws dev.ebpf4j.error.LoadException if it is not a BPF object, or of another byte order
  public void add(byte[] bytes, String path) {
    InputObject input = new InputObject(bytes, path, order, log);
    State into = state;
    if (into == null) {
      order = input.order();
      into = new State(input.order());
      state = into;
    }
    into.add(input);
  }

  /// The linked object.
  ///
  /// @throws IllegalStateException if nothing was added
  public byte[] finish() {
    State all = state;
    if (all == null) {
      throw new IllegalStateException("no input was added");
    }
    return all.finish();
  }

  /// What the inputs so far have come to.
  private static final class State {
    private final ByteOrder order;
    private final ElfWriter writer;
    private final Map<String, OutputSection> sections = new LinkedHashMap<>();
    private final List<OutputSection> inFile = new ArrayList<>();
    private final List<OutputSymbol> symbols = new ArrayList<>();
    private final Map<String, GlobalSymbol> globals = new LinkedHashMap<>();
    private final TypeMerger types;

    State(ByteOrder order) {
      this.order = order;
      this.writer = new ElfWriter(order);
      this.types = new TypeMerger(order, globals);
    }

    void add(InputObject input) {
      for (InputSection section : List.copyOf(input.sections())) {
        if (!section.skipped && isData(section)) {
          addSection(input, section);
        }
      }
      for (int i = 1; i < input.symbols().size(); i++) {
        addSymbol(input, input.symbols().get(i));
      }
      for (InputSection section : input.sections()) {
        ElfSection elf = section.elf();
        if (elf != null && elf.type() == Elf.SHT_REL && !section.skipped) {
          addRelocations(input, elf);
        }
      }
      types.add(input, symbols);
    }

    private static boolean isData(InputSection section) {
      ElfSection elf = section.elf();
      return elf == null || elf.type() == Elf.SHT_PROGBITS || elf.type() == Elf.SHT_NOBITS;
    }

    // ---- sections ------------------------------------------------------------------------------

    private void addSection(InputObject input, InputSection section) {
      OutputSection output =
          sections.computeIfAbsent(section.name(), name -> new OutputSection(name, order));
      section.output = output;
      ElfSection elf = section.elf();
      ByteReader data = section.data();
      if (elf == null || data == null) {
        return;
      }
      if (output.isInFile()) {
        requireMatch(input, output, elf);
        if (section.name().equals("license") || section.name().equals("version")) {
          if (!Arrays.equals(output.bytes(), data.copy())) {
            throw input
                .refusal()
                .invalid(
                    "non-identical contents of section '" + section.name() + "' are not supported");
          }
          section.skipped = true;
          return;
        }
      } else {
        open(output, elf);
      }
      if (output.size() + elf.size() > Integer.MAX_VALUE / 2) {
        throw input.refusal().invalid("section '" + section.name() + "' becomes too large");
      }
      section.offset = output.append(elf, data);
    }

    private void open(OutputSection output, ElfSection like) {
      inFile.add(output);
      output.open(SYMBOL_TABLE + inFile.size(), like);
    }

    private static void requireMatch(InputObject input, OutputSection output, ElfSection elf) {
      String difference = output.difference(elf);
      if (difference != null) {
        input.refusal().log().warn("sec " + output.name() + " " + difference + " mismatch");
        throw input
            .refusal()
            .invalid("ELF sections " + output.name() + " are incompatible in " + input.path());
      }
    }

    // ---- symbols -------------------------------------------------------------------------------

    private void addSymbol(InputObject input, ElfSymbol symbol) {
      InputSection from = null;
      OutputSection output = null;
      if (symbol.isInSection()) {
        from = input.section(symbol.section());
        if (from.skipped) {
          return;
        }
        output = from.output;
        if (output != null && symbol.type() == Elf.STT_SECTION && output.symbol != 0) {
          input.symbolMap[symbol.index()] = output.symbol;
          return;
        }
      }
      if (!symbol.isGlobal()) {
        int index = newSymbol(symbol, from, output);
        input.symbolMap[symbol.index()] = index;
        if (symbol.type() == Elf.STT_SECTION && output != null) {
          output.symbol = index;
        }
        return;
      }
      if (InputObject.isCommon(symbol)) {
        addCommon(input, symbol);
        return;
      }
      InputObject.Declaration declaration = input.declaration(symbol.name());
      OutputSection listed = output;
      if (symbol.isUndefined() && declaration.datasec() != 0) {
        listed = listedIn(input, declaration);
      }
      GlobalSymbol known = globals.get(symbol.name());
      if (known == null) {
        newGlobal(input, symbol, from, output, listed);
      } else {
        merge(input, symbol, declaration, known, from, output);
      }
    }

    /// The section that BTF lists an extern in, null for the ones that are for the linker.
    private static @Nullable OutputSection listedIn(
        InputObject input, InputObject.Declaration declaration) {
      for (InputSection section : input.sections()) {
        if (section.datasec == declaration.datasec()) {
          return section.output;
        }
      }
      return null;
    }

    private int newSymbol(
        ElfSymbol symbol, @Nullable InputSection from, @Nullable OutputSection output) {
      long value = symbol.type() == Elf.STT_SECTION ? 0 : symbol.value();
      if (from != null && symbol.type() != Elf.STT_SECTION) {
        value += from.offset;
      }
      symbols.add(new OutputSymbol(writer.string(symbol.name()), symbol, output, value));
      return symbols.size();
    }

    private void newGlobal(
        InputObject input,
        ElfSymbol symbol,
        @Nullable InputSection from,
        @Nullable OutputSection output,
        @Nullable OutputSection listed) {
      int index = newSymbol(symbol, from, output);
      input.symbolMap[symbol.index()] = index;
      GlobalSymbol global = new GlobalSymbol(symbol.name(), index, input.path());
      global.isExtern = symbol.isUndefined();
      global.isWeak = symbol.isWeak();
      global.section = listed;
      globals.put(symbol.name(), global);
    }

    private void merge(
        InputObject input,
        ElfSymbol symbol,
        InputObject.Declaration declaration,
        GlobalSymbol known,
        @Nullable InputSection from,
        @Nullable OutputSection output) {
      input.symbolMap[symbol.index()] = known.symbol();
      boolean isDefinition = !symbol.isUndefined();
      if (known.isCommon) {
        mergeIntoCommon(input, symbol, declaration, known, from, output);
        return;
      }
      if (isDefinition && !known.isExtern && !known.isWeak && !symbol.isWeak()) {
        String problem =
            "conflicting non-weak symbol #"
                + symbol.index()
                + " ("
                + symbol.name()
                + ") definition in '"
                + input.path()
                + "'";
        input.refusal().log().warn(problem);
        throw new Refusal(LoadLog.SILENT, input.path())
            .malformed(Errno.EINVAL, problem + ", first defined in '" + known.path + "'");
      }
      types.requireAgreement(input, known, declaration);
      OutputSymbol there = symbols.get(known.symbol() - 1);
      there.tighten(symbol);
      if (symbol.binding() == Elf.STB_GLOBAL) {
        known.isWeak = false;
      }
      boolean isBetter = isDefinition && (known.isExtern || !symbol.isWeak());
      if (!isBetter || output == null || from == null) {
        return;
      }
      define(input, symbol, declaration, known, from, output);
    }

    private void define(
        InputObject input,
        ElfSymbol symbol,
        InputObject.Declaration declaration,
        GlobalSymbol known,
        InputSection from,
        OutputSection output) {
      OutputSymbol there = symbols.get(known.symbol() - 1);
      there.define(symbol, output, from.offset + symbol.value());
      known.section = output;
      known.isExtern = false;
      known.path = input.path();
      known.linkage = types.linkage(input, declaration);
      known.wantsUnderlying = true;
    }

    // ---- common symbols ------------------------------------------------------------------------

    private void addCommon(InputObject input, ElfSymbol symbol) {
      InputObject.Declaration declaration = input.declarationOfCommon(symbol.name());
      GlobalSymbol known = globals.get(symbol.name());
      if (known == null) {
        newGlobal(input, symbol, null, null, null);
        known = globals.get(symbol.name());
        if (known == null) {
          throw new IllegalStateException(symbol.name());
        }
        known.isCommon = true;
      } else {
        input.symbolMap[symbol.index()] = known.symbol();
        symbols.get(known.symbol() - 1).tighten(symbol);
        if (declaration != null && known.declaration != 0) {
          types.requireAgreement(input, known, declaration);
        }
        if (known.isExtern) {
          known.isExtern = false;
          known.isCommon = true;
          known.path = input.path();
          known.section = null;
        }
        if (!known.isCommon) {
          requireSize(input, symbol, known, symbols.get(known.symbol() - 1).size());
          return;
        }
      }
      known.isWeak = false;
      known.commonSize = Math.max(known.commonSize, symbol.size());
      known.commonAlignment = Math.max(known.commonAlignment, symbol.value());
    }

    /// A definition takes the place of a common symbol; what is weak or extern does not.
    private void mergeIntoCommon(
        InputObject input,
        ElfSymbol symbol,
        InputObject.Declaration declaration,
        GlobalSymbol known,
        @Nullable InputSection from,
        @Nullable OutputSection output) {
      if (known.declaration != 0) {
        types.requireAgreement(input, known, declaration);
      }
      symbols.get(known.symbol() - 1).tighten(symbol);
      if (symbol.isUndefined() || symbol.isWeak() || from == null || output == null) {
        return;
      }
      requireSize(input, symbol, known, known.commonSize);
      known.isCommon = false;
      define(input, symbol, declaration, known, from, output);
    }

    private static void requireSize(
        InputObject input, ElfSymbol symbol, GlobalSymbol known, long size) {
      if (symbol.size() != size) {
        throw input
            .refusal()
            .invalid(
                "symbol '"
                    + symbol.name()
                    + "' has "
                    + symbol.size()
                    + " bytes in '"
                    + input.path()
                    + "' and "
                    + size
                    + " in '"
                    + known.path
                    + "'");
      }
    }

    /// Puts the common symbols that no input defines into `.bss`.
    private void allocateCommon() {
      for (GlobalSymbol global : globals.values()) {
        if (!global.isCommon) {
          continue;
        }
        OutputSection bss =
            sections.computeIfAbsent(".bss", name -> new OutputSection(name, order));
        if (!bss.isInFile()) {
          inFile.add(bss);
          bss.openZeroed(SYMBOL_TABLE + inFile.size());
        }
        long at = bss.allocate(global.commonSize, global.commonAlignment);
        symbols.get(global.symbol() - 1).allocate(bss, at, global.commonSize);
        global.section = bss;
        types.addCommon(global, bss, at);
      }
    }

    // ---- relocations ---------------------------------------------------------------------------

    private void addRelocations(InputObject input, ElfSection elf) {
      InputSection about = input.section(elf.info());
      OutputSection target = about.output;
      if (about.skipped || target == null) {
        return;
      }
      OutputSection output =
          sections.computeIfAbsent(elf.name(), name -> new OutputSection(name, order));
      if (output.isInFile()) {
        requireMatch(input, output, elf);
      } else {
        open(output, elf);
        output.target = target;
      }
      ByteWriter written = new ByteWriter(order);
      for (ElfRelocation relocation : input.relocations(elf)) {
        long offset = relocation.offset() + about.offset;
        int symbol = input.symbolMap[relocation.symbol()];
        written.u64(offset).u64((long) symbol << 32 | relocation.type());
        ElfSymbol from = input.symbols().get(relocation.symbol());
        if (from.type() == Elf.STT_SECTION) {
          rebase(input, about, target, input.section(from.section()), (int) offset);
        }
      }
      byte[] bytes = written.toByteArray();
      output.append(elf, ByteReader.of(bytes, order, elf.name()));
    }

    /// Moves the place that an instruction names by its distance from the start of a section.
    private static void rebase(
        InputObject input, InputSection about, OutputSection in, InputSection to, int offset) {
      if (!about.isExecutable()) {
        throw input
            .refusal()
            .invalid("relocation against STT_SECTION in non-exec section is not supported!");
      }
      boolean isCall = in.byteAt(offset) == Opcode.CALL_IMM;
      in.addTo(offset + 4, isCall ? to.offset / 8 : to.offset);
    }

    // ---- the file ------------------------------------------------------------------------------

    byte[] finish() {
      allocateCommon();
      ByteWriter table = new ByteWriter(order).zeros(SYMBOL_SIZE);
      for (OutputSymbol symbol : symbols) {
        symbol.write(table);
      }
      writer.add(".symtab", Elf.SHT_SYMTAB, 0, 1, 0, 8, SYMBOL_SIZE, table);
      for (OutputSection section : inFile) {
        write(section);
      }
      types.finish(sections.values(), symbols, writer);
      return writer.toByteArray(Elf.EM_BPF);
    }

    private void write(OutputSection section) {
      OutputSection target = section.target;
      if (section.type() == Elf.SHT_NOBITS) {
        writer.addEmpty(section.name(), section.flags(), section.alignment(), section.size());
      } else if (target != null) {
        writer.add(
            section.name(),
            Elf.SHT_REL,
            section.flags(),
            SYMBOL_TABLE,
            target.index(),
            section.alignment(),
            RELOCATION_SIZE,
            section.contents());
      } else {
        writer.add(
            section.name(),
            section.type(),
            section.flags(),
            0,
            0,
            section.alignment(),
            section.entrySize(),
            section.contents());
      }
    }
  }
}
