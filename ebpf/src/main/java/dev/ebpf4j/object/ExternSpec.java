package dev.ebpf4j.object;

import dev.ebpf4j.core.Flavour;

/// Something a program uses that the kernel, or whoever loads it, has to supply.
public sealed interface ExternSpec {
  /// Its name as the program declares it.
  String name();

  /// Index of its symbol in the object's symbol table, for messages.
  int symbol();

  /// Whether the program copes with its absence.
  boolean weak();

  /// How a kernel configuration value is stored.
  enum ConfigKind {
    BOOL,
    CHAR,
    /// An integer of 2, 4 or 8 bytes, or one byte that is no character.
    INT,
    /// `enum libbpf_tristate`: 0 no, 1 yes, 2 module.
    TRISTATE,
    /// A string of fixed length.
    CHAR_ARRAY
  }

  /// A value of the kernel's build configuration, or one of the virtual ones (`LINUX_...`). It lies
  /// in the map of `.kconfig`.
  ///
  /// @param typeId BTF id of its type
  /// @param sizeBytes bytes it takes in the map
  /// @param offset where in the map
  record Config(
      String name,
      int symbol,
      boolean weak,
      int typeId,
      ConfigKind kind,
      boolean signed,
      int sizeBytes,
      int alignment,
      int offset)
      implements ExternSpec {

    Config at(int place) {
      return new Config(name, symbol, weak, typeId, kind, signed, sizeBytes, alignment, place);
    }
  }

  /// A variable of the kernel, or the address of any of its symbols.
  ///
  /// @param typeId BTF id of its type behind modifiers and typedefs; 0 (`void`) if only its address
  ///     is wanted
  record KernelSymbol(String name, int symbol, boolean weak, int typeId) implements ExternSpec {
    /// Whether the kernel's BTF must know it, and with this type.
    public boolean isTyped() {
      return typeId != 0;
    }

    /// The name the kernel knows it by.
    public String kernelName() {
      return Flavour.essential(name);
    }
  }

  /// A function of the kernel.
  ///
  /// @param typeId BTF id of its FUNC
  /// @param prototypeId BTF id of its FUNC_PROTO
  record KernelFunction(String name, int symbol, boolean weak, int typeId, int prototypeId)
      implements ExternSpec {

    /// The name the kernel knows it by.
    public String kernelName() {
      return Flavour.essential(name);
    }
  }
}
