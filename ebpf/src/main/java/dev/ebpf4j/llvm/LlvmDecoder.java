package dev.ebpf4j.llvm;

import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.TextBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.Arrays;

/// Machine code read by libLLVM through its C interface (llvm-c/Disassembler.h).
///
/// Pointers travel as `long`, so that few shapes of calls are needed.
public final class LlvmDecoder implements MachineDecoder {

  /// Longest text of one instruction, as in upstream bpftool.
  private static final int TEXT_SIZE = 256;

  private static final Linker LINKER = Linker.nativeLinker();

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle decode;
  private final MethodHandle dispose;
  private final long context;
  private final MemorySegment text = arena.allocate(TEXT_SIZE);
  private final byte[] textBytes = new byte[TEXT_SIZE];
  private MemorySegment code = MemorySegment.NULL;
  private Arena codeArena = Arena.ofConfined();
  private long address;

  /// Loads the library at `path` for `target`.
  ///
  /// @throws MalformedException if the file is no libLLVM with this interface, or does not know the
  ///     target
  public LlvmDecoder(String path, LlvmTarget target) {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(Path.of(path), arena);
      FunctionDescriptor nothing = FunctionDescriptor.ofVoid();
      for (String part : new String[] {"TargetInfo", "TargetMC", "Disassembler"}) {
        String name = "LLVMInitialize" + target.prefix() + part;
        handle(library, name, nothing).invokeExact();
      }
      MethodHandle create = handle(library, "LLVMCreateDisasmCPUFeatures", longs(7));
      decode = handle(library, "LLVMDisasmInstruction", longs(6));
      dispose =
          handle(library, "LLVMDisasmDispose", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
      context =
          (long)
              create.invokeExact(
                  arena.allocateFrom(target.triple()).address(),
                  arena.allocateFrom("").address(),
                  arena.allocateFrom(target.features()).address(),
                  0L,
                  0L,
                  0L,
                  symbolLookup(arena).address());
    } catch (Throwable e) {
      arena.close();
      throw unusable(path, e);
    }
    if (context == 0) {
      arena.close();
      throw new MalformedException(path, -1, "does not know " + target.triple());
    }
  }

  private static MalformedException unusable(String path, Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new MalformedException(path, -1, "cannot be used as libLLVM: " + e.getMessage());
  }

  private static FunctionDescriptor longs(int count) {
    ValueLayout[] parameters = new ValueLayout[count];
    Arrays.fill(parameters, ValueLayout.JAVA_LONG);
    return FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters);
  }

  private static MethodHandle handle(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
  }

  /// The function that libLLVM asks for names. It knows none, but without one targets of jumps
  /// would be shown as distances and not as addresses.
  private static MemorySegment symbolLookup(Arena arena) throws ReflectiveOperationException {
    MethodHandle target =
        MethodHandles.lookup()
            .findStatic(
                LlvmDecoder.class,
                "noSymbol",
                MethodType.methodType(
                    long.class,
                    long.class,
                    long.class,
                    MemorySegment.class,
                    long.class,
                    long.class));
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_LONG),
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    return LINKER.upcallStub(target, descriptor, arena);
  }

  @SuppressWarnings("unused") // called from libLLVM
  private static long noSymbol(long info, long value, MemorySegment kind, long pc, long name) {
    kind.set(ValueLayout.JAVA_LONG, 0, 0);
    return 0;
  }

  @Override
  public void start(byte[] bytes, long address) {
    codeArena.close();
    codeArena = Arena.ofConfined();
    code = codeArena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    this.address = address;
  }

  @Override
  public int decode(int offset, TextBuffer out) {
    long size = code.byteSize() - offset;
    if (offset < 0 || size <= 0) {
      throw new IndexOutOfBoundsException("no byte " + offset + " of " + code.byteSize());
    }
    long length;
    try {
      length =
          (long)
              decode.invokeExact(
                  context,
                  code.address() + offset,
                  size,
                  address + offset,
                  text.address(),
                  (long) TEXT_SIZE);
    } catch (Throwable e) {
      throw unusable("libLLVM", e);
    }
    if (length > 0) {
      MemorySegment.copy(text, 0, MemorySegment.ofArray(textBytes), 0, TEXT_SIZE);
      int end = 0;
      while (end < TEXT_SIZE && textBytes[end] != 0) {
        end++;
      }
      out.bytes(textBytes, 0, end);
    }
    return (int) length;
  }

  @Override
  public void close() {
    try {
      dispose.invokeExact(context);
    } catch (Throwable e) {
      throw unusable("libLLVM", e);
    } finally {
      codeArena.close();
      arena.close();
    }
  }
}
