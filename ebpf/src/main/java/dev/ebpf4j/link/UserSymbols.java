package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfSymbols;
import dev.ebpf4j.error.LoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the functions of a program or shared library lie in its file, which is how uprobes name
/// places. Looks at the dynamic symbols first, then at the full symbol table.
public final class UserSymbols {

  private final Path path;
  private final ElfFile elf;

  UserSymbols(Path path, ElfFile elf) {
    this.path = path;
    this.elf = elf;
  }

  /// Opens the program or library at `path`.
  ///
  /// @throws LoadException ENOENT if it cannot be read
  public static UserSymbols open(Path path) {
    try {
      return new UserSymbols(path, ElfFile.open(path));
    } catch (IOException e) {
      throw new LoadException("cannot read '" + path + "'", Errno.ENOENT, e);
    }
  }

  /// Offset in the file of the function `name`, which may carry a symbol version: `f@V` or `f@@V`.
  ///
  /// Of several symbols of that name a weak one gives way; two others must lie at the same place.
  ///
  /// @throws LoadException ENOENT if there is none or more than one
  public long offset(String name) {
    for (ElfSymbols table : List.of(elf.dynamicSymbols(), elf.symbols())) {
      ElfSymbol found = best(table, name);
      if (found != null) {
        return fileOffset(found);
      }
    }
    throw new LoadException("no function '" + name + "' in '" + path + "'", Errno.ENOENT, null);
  }

  private @Nullable ElfSymbol best(ElfSymbols table, String name) {
    int at = name.indexOf('@');
    String plain = at > 0 ? name.substring(0, at) : name;
    ElfSymbol found = null;
    for (int i = 1; i < table.size(); i++) {
      String candidate = table.name(i);
      if (!candidate.equals(name) && !candidate.equals(plain)) {
        continue;
      }
      ElfSymbol symbol = table.get(i);
      if (!isDefinedFunction(symbol) || (found != null && found.value() == symbol.value())) {
        continue;
      }
      if (found == null || found.isWeak()) {
        found = symbol;
      } else if (!symbol.isWeak()) {
        throw new LoadException(
            "function '" + name + "' is ambiguous in '" + path + "'", Errno.ENOENT, null);
      }
    }
    return found;
  }

  /// Names and file offsets of all functions that `glob` matches, each place once.
  public Map<String, Long> matching(String glob) {
    Map<String, Long> found = new LinkedHashMap<>();
    Set<Long> places = new HashSet<>();
    for (ElfSymbols table : List.of(elf.symbols(), elf.dynamicSymbols())) {
      for (int i = 1; i < table.size(); i++) {
        String name = table.name(i);
        if (name.isEmpty() || !Glob.matches(glob, name)) {
          continue;
        }
        ElfSymbol symbol = table.get(i);
        if (isDefinedFunction(symbol)) {
          long offset = fileOffset(symbol);
          if (places.add(offset)) {
            found.put(name, offset);
          }
        }
      }
      if (!found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  /// File offsets of `names`, in their order.
  public List<Long> offsets(List<String> names) {
    List<Long> offsets = new ArrayList<>(names.size());
    for (String name : names) {
      offsets.add(offset(name));
    }
    return offsets;
  }

  private static boolean isDefinedFunction(ElfSymbol symbol) {
    return (symbol.type() == Elf.STT_FUNC || symbol.type() == Elf.STT_GNU_IFUNC)
        && symbol.isInSection();
  }

  private long fileOffset(ElfSymbol symbol) {
    ElfSection section = elf.section(symbol.section());
    return symbol.value() - section.address() + section.offset();
  }

  /// The file itself.
  ElfFile elf() {
    return elf;
  }
}
