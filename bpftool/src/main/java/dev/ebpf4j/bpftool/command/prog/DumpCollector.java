package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.FunctionStarts;
import dev.ebpf4j.disasm.KernelNames;
import dev.ebpf4j.disasm.NativeLines;
import dev.ebpf4j.disasm.Notes;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.disasm.Symbols;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.procfs.CallSymbols;
import dev.ebpf4j.procfs.SymbolFile;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.prog.ProgramCode;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.ProgramSymbols;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the kernel for the code of one program and all that explains it.
final class DumpCollector {

  private final Session session;
  private final ProgramInfo info;
  private final ProgramCode code;
  private final @Nullable Btf btf;
  private final FunctionStarts functions;
  private final SourceLines lines;
  private final @Nullable NativeLines nativeLines;

  /// @throws CommandException if the kernel shows no instructions
  DumpCollector(Session session, Fd fd, ProgramInfo info, boolean jited) {
    this.session = session;
    this.info = info;
    Kernel kernel = session.kernel();
    try {
      code = Programs.code(kernel, fd, jited);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't get prog info", e);
    }
    if (jited && code.jited().length == 0) {
      throw CommandException.failed(
          "error retrieving jit dump: no instructions returned or kernel.kptr_restrict set?");
    }
    if (!jited && code.xlated().length == 0) {
      throw CommandException.failed("error retrieving insn dump: kernel.kptr_restrict set?");
    }
    btf = info.btfId().value() == 0 ? null : btf(kernel, info);
    functions = btf == null ? FunctionStarts.NONE : functionStarts(btf);
    nativeLines = nativeLines();
    lines = btf == null || contradictory() ? SourceLines.NONE : sourceLines(btf);
  }

  private static Btf btf(Kernel kernel, ProgramInfo info) {
    try (Fd fd = BtfObjects.open(kernel, info.btfId())) {
      return Btf.parse(BtfObjects.data(kernel, fd));
    } catch (BpfException e) {
      throw CommandException.failed("failed to get btf", e);
    }
  }

  private static ByteReader reader(byte[] bytes, String what) {
    return ByteReader.of(bytes, ByteOrder.nativeOrder(), what);
  }

  private FunctionStarts functionStarts(Btf btf) {
    int size = code.functionInfoSize();
    int count = size == 0 ? 0 : code.functionInfo().length / size;
    return FunctionStarts.read(reader(code.functionInfo(), "function info"), size, count, btf);
  }

  private SourceLines sourceLines(Btf btf) {
    int size = code.lineInfoSize();
    int count = size == 0 ? 0 : code.lineInfo().length / size;
    return SourceLines.read(reader(code.lineInfo(), "line info"), size, count, btf);
  }

  private @Nullable NativeLines nativeLines() {
    return hasNativeLines()
        ? NativeLines.of(code.jitedLineInfo(), code.jitedSymbols(), code.jitedLengths())
        : null;
  }

  /// Whether the kernel tells where lines are in machine code.
  private boolean hasNativeLines() {
    int size = code.lineInfoSize();
    return size > 0
        && code.jitedLineInfo().length > 0
        && code.jitedLineInfo().length == code.lineInfo().length / size
        && code.jitedSymbols().length > 0
        && code.jitedSymbols().length == code.jitedLengths().length;
  }

  /// Whether the kernel's tables of lines do not fit together, in which case none is shown.
  private boolean contradictory() {
    if (!hasNativeLines() || nativeLines != null) {
      return false;
    }
    session.notice("error in processing bpf_line_info.  continue without it.");
    return true;
  }

  /// The BPF instructions as raw bytes.
  byte[] xlatedBytes() {
    return code.xlated();
  }

  /// The machine code as raw bytes.
  byte[] jitedBytes() {
    return code.jited();
  }

  /// @param file the kernel's symbols, being read
  XlatedDump xlated(SymbolFile file) {
    Code instructions = Code.of(code.xlated());
    int[] distances = distances(instructions);
    Symbols kernel = distances.length == 0 ? Symbols.NONE : CallSymbols.find(file, distances);
    Symbols symbols = ProgramSymbols.of(info, code, btf, kernel);
    long[] addresses = code.jitedSymbols();
    if (addresses.length == 0) {
      // Compiled, but where to is hidden from this caller.
      addresses = new long[info.raw().u32(BpfProgInfo.NR_JITED_KSYMS)];
    }
    return new XlatedDump(
        instructions,
        new KernelNames(symbols, addresses),
        new Annotations(functions, lines, Notes.NONE),
        true);
  }

  /// Distances from the kernel's call base of all that is called there.
  private static int[] distances(Code code) {
    int[] distances = new int[16];
    int count = 0;
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      if (code.opcode(slot) == Opcode.CALL_IMM && code.src(slot) != Opcode.PSEUDO_CALL) {
        if (count == distances.length) {
          distances = Arrays.copyOf(distances, 2 * count);
        }
        distances[count++] = code.imm(slot);
      }
    }
    return Arrays.copyOf(distances, count);
  }

  JitedDump jited() {
    int[] lengths = code.jitedLengths();
    if (lengths.length == 0) {
      JitedDump.Function all = new JitedDump.Function(null, "", code.jited(), 0);
      return new JitedDump(List.of(all), false, lines, null);
    }
    long[] addresses = code.jitedSymbols();
    Symbols symbols = ProgramSymbols.of(info, code, btf, Symbols.NONE);
    List<JitedDump.Function> parts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      int end = (int) Math.min(code.jited().length, at + (lengths[i] & 0xffff_ffffL));
      long address = i < addresses.length ? addresses[i] : 0;
      String signature = i < functions.count() ? functions.signature(i) : null;
      byte[] bytes = Arrays.copyOfRange(code.jited(), at, end);
      parts.add(new JitedDump.Function(signature, name(symbols, addresses, i), bytes, address));
      at = end;
    }
    return new JitedDump(parts, true, lines, nativeLines);
  }

  private static String name(Symbols symbols, long[] addresses, int index) {
    if (index >= addresses.length) {
      return "unknown";
    }
    String name = symbols.nameAt(addresses[index]);
    if (name != null) {
      return name;
    }
    String digits = Long.toHexString(addresses[index]);
    return "0x" + "0".repeat(16 - digits.length()) + digits;
  }
}
