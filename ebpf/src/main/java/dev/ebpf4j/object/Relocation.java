package dev.ebpf4j.object;

/// A place in a program whose value is known only when maps, functions and externs have theirs.
/// Slots count from the start of the function the relocation belongs to.
public sealed interface Relocation {
  /// Index of the instruction's first slot.
  int slot();

  /// What it refers to, for messages: a symbol, or the section's name for unnamed places in it.
  String symbol();

  /// The same relocation `distance` slots further on: its function was moved.
  Relocation shifted(int distance);

  /// A 64-bit load that wants a map's file descriptor.
  ///
  /// @param map index into [ObjectSpec#maps()]
  record MapFd(int slot, String symbol, int map) implements Relocation {
    @Override
    public MapFd shifted(int distance) {
      return new MapFd(slot + distance, symbol, map);
    }
  }

  /// A 64-bit load that wants the descriptor of the map of this name: in programs written by hand.
  record NamedMap(int slot, String symbol) implements Relocation {
    @Override
    public NamedMap shifted(int distance) {
      return new NamedMap(slot + distance, symbol);
    }
  }

  /// A 64-bit load that wants the address of a place in a map's value: a global variable. The place
  /// is `offset` plus what the instruction's first immediate holds.
  ///
  /// @param map index into [ObjectSpec#maps()]
  record MapValue(int slot, String symbol, int map, long offset) implements Relocation {
    @Override
    public MapValue shifted(int distance) {
      return new MapValue(slot + distance, symbol, map, offset);
    }
  }

  /// A call of a function in `.text`. It starts at slot `offset / 8 + imm + 1` of that section.
  ///
  /// @param offset value of the symbol, in bytes
  record Call(int slot, String symbol, long offset) implements Relocation {
    @Override
    public Call shifted(int distance) {
      return new Call(slot + distance, symbol, offset);
    }
  }

  /// A 64-bit load that wants the address of a function in `.text`. It starts at byte
  /// `offset + imm` of that section.
  ///
  /// @param offset value of the symbol, in bytes
  record FunctionAddress(int slot, String symbol, long offset) implements Relocation {
    @Override
    public FunctionAddress shifted(int distance) {
      return new FunctionAddress(slot + distance, symbol, offset);
    }
  }

  /// A 64-bit load of something outside of the object: a kernel variable or a kernel
  /// configuration value.
  ///
  /// @param extern index into [ObjectSpec#externs()]
  record ExternData(int slot, String symbol, int extern) implements Relocation {
    @Override
    public ExternData shifted(int distance) {
      return new ExternData(slot + distance, symbol, extern);
    }
  }

  /// A call of a kernel function.
  ///
  /// @param extern index into [ObjectSpec#externs()]
  record ExternCall(int slot, String symbol, int extern) implements Relocation {
    @Override
    public ExternCall shifted(int distance) {
      return new ExternCall(slot + distance, symbol, extern);
    }
  }

  /// A 64-bit load that wants a jump table: a map that holds the addresses of instructions.
  ///
  /// @param offset place of the table in section `.jumptables`, in bytes
  /// @param size bytes of the table
  record JumpTable(int slot, String symbol, long offset, long size) implements Relocation {
    @Override
    public JumpTable shifted(int distance) {
      return new JumpTable(slot + distance, symbol, offset, size);
    }
  }
}
