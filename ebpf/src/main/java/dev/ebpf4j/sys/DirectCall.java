package dev.ebpf4j.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The JDK's own call stub for `syscall`, without the adapters that the public linker generates
/// around it at each start of a program, which take longer than everything else a short command
/// does.
///
/// The stub is not part of Java's API. It is used only where whoever starts the JVM has exported
/// the
/// packages it lies in to this module, as the launcher of the command does, and only on x86-64; in
/// all
/// other cases, or when a later JDK has changed it, [LinuxKernel] uses the public linker and is
/// just slower to start. bench/README.md has the measurements.
final class DirectCall {
  private static final String ABI = "jdk.internal.foreign.abi";
  private static final String ACCESS = "jdk.internal.access";

  /// `1 << 2` is errno in the JDK's set of states that a stub can save.
  private static final int CAPTURE_ERRNO = 4;

  private final Class<?> storage = Class.forName(ABI + ".VMStorage");
  private final Class<?> storages = storage.arrayType();
  private final Class<?> architecture = Class.forName(ABI + ".x64.X86_64Architecture");
  private final Class<?> registers = Class.forName(ABI + ".x64.X86_64Architecture$Regs");

  private DirectCall() throws ClassNotFoundException {}

  /// A handle of type `(function address, errno address, number, six arguments) -> result`, all of
  /// them `long`; null where there is none.
  static @Nullable MethodHandle handle() {
    Module base = Object.class.getModule();
    Module own = DirectCall.class.getModule();
    if (!System.getProperty("os.arch", "").equals("amd64")
        || !base.isExported(ABI, own)
        || !base.isExported(ABI + ".x64", own)
        || !base.isExported(ACCESS, own)) {
      return null;
    }
    try {
      return new DirectCall().make();
    } catch (ReflectiveOperationException | LinkageError | IllegalArgumentException changed) {
      return null;
    }
  }

  private MethodHandle make() throws ReflectiveOperationException {
    Class<?>[] words = new Class<?>[9];
    Arrays.fill(words, long.class);
    Class<?> entryPoint = Class.forName(ABI + ".NativeEntryPoint");
    Object abi = callingConvention();
    Object entry =
        entryPoint
            .getMethod(
                "make",
                abi.getClass(),
                storages,
                storages,
                MethodType.class,
                boolean.class,
                int.class,
                boolean.class,
                boolean.class)
            .invoke(
                null,
                abi,
                places(abi),
                registers("rax"),
                MethodType.methodType(long.class, words),
                false, // the result needs no buffer
                CAPTURE_ERRNO,
                true, // the call may block, so the thread leaves Java
                false); // no arguments on the heap
    Object access =
        Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangInvokeAccess").invoke(null);
    return (MethodHandle)
        Class.forName(ACCESS + ".JavaLangInvokeAccess")
            .getMethod("nativeMethodHandle", entryPoint)
            .invoke(access, entry);
  }

  /// System V's, as far as integers go. Made by its constructor: the JDK's method for it uses
  /// streams, which take longer than all the rest here.
  private Object callingConvention() throws ReflectiveOperationException {
    Class<?> number = int.class;
    Class<?> sets = storages.arrayType();
    Class<?> processor = Class.forName(ABI + ".Architecture");
    return Class.forName(ABI + ".ABIDescriptor")
        .getConstructor(
            processor, sets, sets, sets, number, number, storage, storage, storage, storage,
            storage)
        .newInstance(
            architecture.getField("INSTANCE").get(null),
            sets(registers("rdi", "rsi", "rdx", "rcx", "r8", "r9", "rax")),
            sets(registers("rax", "rdx"), registers(), registers()), // the last for x87
            sets(registers("r10", "r11")),
            16, // alignment of the stack
            0, // shadow space
            register("r10"),
            register("r11"),
            placeholder("TARGET_ADDRESS"),
            placeholder("RETURN_BUFFER"),
            placeholder("CAPTURED_STATE_BUFFER"));
  }

  /// An argument of the stub itself.
  private Object placeholder(String name) throws ReflectiveOperationException {
    Class<?> locations = Class.forName(ABI + ".StubLocations");
    Object kind =
        Class.forName(architecture.getName() + "$StorageType").getField("PLACEHOLDER").get(null);
    return locations
        .getMethod("storage", byte.class)
        .invoke(locations.getField(name).get(null), kind);
  }

  /// Sets of registers: for integers, then for vectors.
  private Object sets(Object... sets) {
    Object array = Array.newInstance(storages, Math.max(2, sets.length));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, i < sets.length ? sets[i] : Array.newInstance(storage, 0));
    }
    return array;
  }

  /// Where the words go: the function and the place of errno to the stub, six words to registers,
  /// the seventh to the stack.
  private Object places(Object abi) throws ReflectiveOperationException {
    Object six = registers("rdi", "rsi", "rdx", "rcx", "r8", "r9");
    Object places = Array.newInstance(storage, 9);
    Array.set(places, 0, abi.getClass().getMethod("targetAddrStorage").invoke(abi));
    Array.set(places, 1, abi.getClass().getMethod("capturedStateStorage").invoke(abi));
    System.arraycopy(six, 0, places, 2, 6);
    Object onStack =
        architecture
            .getMethod("stackStorage", short.class, int.class)
            .invoke(null, (short) Long.BYTES, 0);
    Array.set(places, 8, onStack);
    return places;
  }

  private Object registers(String... names) throws ReflectiveOperationException {
    Object array = Array.newInstance(storage, names.length);
    for (int i = 0; i < names.length; i++) {
      Array.set(array, i, register(names[i]));
    }
    return array;
  }

  private Object register(String name) throws ReflectiveOperationException {
    return registers.getField(name).get(null);
  }
}
