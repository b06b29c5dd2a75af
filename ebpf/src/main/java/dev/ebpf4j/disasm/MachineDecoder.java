package dev.ebpf4j.disasm;

import dev.ebpf4j.util.TextBuffer;

/// Reads machine code of one processor, one instruction at a time.
public interface MachineDecoder extends AutoCloseable {

  /// Sets the function that is read from now on.
  ///
  /// @param code its machine code
  /// @param address where its first byte lies in the kernel, for targets of jumps
  void start(byte[] code, long address);

  /// Appends the text of the instruction at `offset`, with a tab before its name and between its
  /// name and its operands, as LLVM writes it.
  ///
  /// @return number of bytes, at least 1, or 0 if it is not known what is there
  int decode(int offset, TextBuffer out);

  @Override
  void close();
}
