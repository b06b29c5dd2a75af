package dev.ebpf4j.linker;

import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.util.ByteReader;
import org.jspecify.annotations.Nullable;

/// A section of an input, and where it went in the output.
final class InputSection {
  private final String name;

  /// Null for a section that only BTF knows, of variables that are left to the loader.
  private final @Nullable ElfSection elf;

  private final @Nullable ByteReader data;

  /// Whether nothing of it goes to the output: strings, debug information, BTF.
  boolean skipped;

  /// BTF id of the section's DATASEC, 0 without one.
  int datasec;

  /// Where it went, null as long as it went nowhere.
  @Nullable OutputSection output;

  /// Where in the output section it begins.
  long offset;

  InputSection(String name, @Nullable ElfSection elf, @Nullable ByteReader data) {
    this.name = name;
    this.elf = elf;
    this.data = data;
  }

  String name() {
    return name;
  }

  @Nullable ElfSection elf() {
    return elf;
  }

  @Nullable ByteReader data() {
    return data;
  }

  int index() {
    ElfSection section = elf;
    return section == null ? 0 : section.index();
  }

  boolean isExecutable() {
    ElfSection section = elf;
    return section != null && section.isExecutable();
  }
}
