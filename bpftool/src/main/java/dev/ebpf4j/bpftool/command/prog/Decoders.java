package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.disasm.jit.X86Decoder;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.llvm.LlvmDecoder;
import dev.ebpf4j.llvm.LlvmLibrary;
import dev.ebpf4j.llvm.LlvmTarget;
import dev.ebpf4j.util.TextBuffer;

/// Chooses who reads machine code: an installed libLLVM, else our own reader if it knows the
/// processor, else nobody, and then bytes are shown.
final class Decoders {

  private Decoders() {}

  static MachineDecoder open(Session session) {
    String arch = System.getProperty("os.arch", "");
    LlvmTarget target = LlvmTarget.of(arch);
    String library = target == null ? null : LlvmLibrary.find();
    if (target != null && library != null) {
      try {
        return new LlvmDecoder(library, target);
      } catch (MalformedException e) {
        session.notice(e.what() + " cannot be used to read machine code");
      }
    }
    if (arch.equals("amd64")) {
      return new X86Decoder();
    }
    session.notice(
        "machine code of " + arch + " is shown as bytes; to read it, install libLLVM 11 to 22");
    return new Bytes();
  }

  /// Knows nothing, so every byte is shown as such.
  private static final class Bytes implements MachineDecoder {
    @Override
    public void start(byte[] code, long address) {
      // Nothing to prepare.
    }

    @Override
    public int decode(int offset, TextBuffer out) {
      return 0;
    }

    @Override
    public void close() {
      // Nothing to close.
    }
  }
}
