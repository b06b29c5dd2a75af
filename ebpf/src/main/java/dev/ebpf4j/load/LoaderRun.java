package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.AttrTestRun;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.BpfMapInfo;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.loadergen.LoaderContext;
import dev.ebpf4j.loadergen.LoaderProgram;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a loader program in the kernel. Since Linux 5.14.
public final class LoaderRun {

  /// What makes a kernel trust a loader program. Since Linux 6.18.
  ///
  /// @param bytes PKCS#7, detached, over the instructions
  /// @param keyring number of the keyring with the certificate, as for add_key(2)
  @SuppressWarnings("ArrayRecordComponent") // handed on to the kernel, never compared
  public record Signature(byte[] bytes, int keyring) {}

  /// What a run gave. Closing it closes what was loaded.
  ///
  /// @param errno 0 if all went well
  /// @param failed the step that failed, null if none
  /// @param log what the kernel wrote of loader, types and programs; empty if that was not asked
  /// @param maps in the object's order; null for those that are not made
  /// @param programs in the object's order; null for those that are not loaded
  public record Result(
      int errno,
      @Nullable String failed,
      String log,
      List<@Nullable Fd> maps,
      List<@Nullable Fd> programs)
      implements AutoCloseable {

    @Override
    public void close() {
      closeAll(programs);
      closeAll(maps);
    }

    private static void closeAll(List<@Nullable Fd> fds) {
      for (Fd fd : fds) {
        if (fd != null) {
          fd.close();
        }
      }
    }
  }

  private static final int LOG_SIZE = 1 << 24;
  private static final int NAME_SIZE = 16;
  private static final int HASH_SIZE = 32;

  private final Kernel kernel;
  private final LoaderProgram loader;
  private final @Nullable Signature signature;

  private LoaderRun(Kernel kernel, LoaderProgram loader, @Nullable Signature signature) {
    this.kernel = kernel;
    this.loader = loader;
    this.signature = signature;
  }

  /// Loads and runs a loader program. A refusal of the kernel is in the result.
  ///
  /// @throws LoadException EINVAL if the loader was made for a machine of other byte order
  /// @param signature null for none; without a check of its data one is worth little
  /// @param logLevel what the kernel is to write about all it loads, 0 for nothing
  public static Result run(
      Kernel kernel, LoaderProgram loader, @Nullable Signature signature, int logLevel) {
    if (loader.code().order() != ByteOrder.nativeOrder()) {
      throw new LoadException("loading non-native endianness is unsupported", Errno.EINVAL, null);
    }
    return new LoaderRun(kernel, loader, signature).run(logLevel);
  }

  private Result run(int logLevel) {
    try (Attr context = new Attr(loader.contextSize())) {
      context.u32(LoaderContext.CTX_SIZE, loader.contextSize());
      MemorySegment log = MemorySegment.NULL;
      if (logLevel > 0) {
        log = context.allocate(LOG_SIZE);
        context.u32(LoaderContext.LOG_LEVEL, logLevel).u32(LoaderContext.LOG_SIZE, LOG_SIZE);
        context.pointer(LoaderContext.LOG_BUF, log);
      }
      Steps steps = new Steps(context);
      int errno = steps.run();
      return new Result(errno, steps.failed, text(log), maps(context), programs(context));
    }
  }

  /// The calls in their order, until one fails.
  private final class Steps {
    final Attr context;
    @Nullable String failed;

    Steps(Attr context) {
      this.context = context;
    }

    /// @return the error number, 0 for none
    int run() {
      long map = call("failed to create loader map", createMap());
      if (map < 0) {
        return (int) -map;
      }
      try (Fd data = Fd.own(kernel, (int) map, "data of the loader")) {
        long result = call("failed to update loader map", update(data));
        if (result >= 0 && loader.checksData()) {
          result = call("failed to freeze map", freeze(data));
        }
        if (result >= 0 && loader.checksData()) {
          result = call("failed to obtain map hash", hash(data));
        }
        return result < 0 ? (int) -result : load(data);
      }
    }

    private int load(Fd data) {
      long result = call("failed to load loader prog", loadProgram(data));
      if (result < 0) {
        return (int) -result;
      }
      try (Fd program = Fd.own(kernel, (int) result, "loader")) {
        result = execute(program);
        return result < 0 ? (int) -call("failed to execute loader prog", result) : 0;
      }
    }

    private long call(String problem, long result) {
      if (result < 0) {
        failed = problem;
      }
      return result;
    }

    private long createMap() {
      int size = loader.checksData() ? AttrMapCreate.SIZE : AttrMapCreate.MAP_EXTRA + Long.BYTES;
      try (Attr attr = new Attr(size)) {
        attr.u32(AttrMapCreate.MAP_TYPE, MapType.ARRAY);
        attr.u32(AttrMapCreate.KEY_SIZE, Integer.BYTES);
        attr.u32(AttrMapCreate.VALUE_SIZE, loader.data().length);
        attr.u32(AttrMapCreate.MAX_ENTRIES, 1);
        attr.name(AttrMapCreate.MAP_NAME, NAME_SIZE, "__loader.map");
        if (loader.checksData()) {
          attr.pointer(AttrMapCreate.EXCL_PROG_HASH, attr.bytes(loader.hash()));
          attr.u32(AttrMapCreate.EXCL_PROG_HASH_SIZE, HASH_SIZE);
        }
        return attr.call(kernel, BpfCommand.MAP_CREATE);
      }
    }

    private long update(Fd data) {
      try (Attr attr = new Attr(AttrMapElem.SIZE)) {
        attr.u32(AttrMapElem.MAP_FD, data.number());
        attr.pointer(AttrMapElem.KEY, attr.allocate(Integer.BYTES));
        attr.pointer(AttrMapElem.VALUE, attr.bytes(loader.data()));
        return attr.call(kernel, BpfCommand.MAP_UPDATE_ELEM);
      }
    }

    private long freeze(Fd data) {
      try (Attr attr = new Attr(Integer.BYTES)) {
        attr.u32(AttrMapElem.MAP_FD, data.number());
        return attr.call(kernel, BpfCommand.MAP_FREEZE);
      }
    }

    /// Has the kernel take the hash that the loader will compare.
    private long hash(Fd data) {
      try (Attr attr = new Attr(AttrInfo.SIZE)) {
        MemorySegment info = attr.allocate(BpfMapInfo.SIZE);
        info.set(ValueLayout.JAVA_LONG, BpfMapInfo.HASH, attr.allocate(HASH_SIZE).address());
        info.set(ValueLayout.JAVA_INT, BpfMapInfo.HASH_SIZE, HASH_SIZE);
        attr.u32(AttrInfo.BPF_FD, data.number()).u32(AttrInfo.INFO_LEN, BpfMapInfo.SIZE);
        attr.pointer(AttrInfo.INFO, info);
        return attr.call(kernel, BpfCommand.OBJ_GET_INFO_BY_FD);
      }
    }

    private long loadProgram(Fd data) {
      Signature signed = signature;
      int size = signed == null ? AttrProgLoad.FD_ARRAY + Long.BYTES : AttrProgLoad.SIZE;
      try (Attr attr = new Attr(size)) {
        byte[] instructions = loader.instructions();
        MemorySegment fds = attr.allocate(Integer.BYTES);
        fds.set(ValueLayout.JAVA_INT, 0, data.number());
        attr.u32(AttrProgLoad.PROG_TYPE, ProgramType.SYSCALL);
        attr.pointer(AttrProgLoad.INSNS, attr.bytes(instructions));
        attr.u32(AttrProgLoad.INSN_CNT, instructions.length / Long.BYTES);
        attr.pointer(AttrProgLoad.LICENSE, attr.string(LoaderProgram.LICENSE));
        attr.name(AttrProgLoad.PROG_NAME, NAME_SIZE, "__loader.prog");
        attr.pointer(AttrProgLoad.FD_ARRAY, fds);
        attr.u32(AttrProgLoad.LOG_LEVEL, context.u32(LoaderContext.LOG_LEVEL));
        attr.u32(AttrProgLoad.LOG_SIZE, context.u32(LoaderContext.LOG_SIZE));
        attr.u64(AttrProgLoad.LOG_BUF, context.u64(LoaderContext.LOG_BUF));
        attr.u32(AttrProgLoad.PROG_FLAGS, BpfFlag.SLEEPABLE);
        if (signed != null) {
          attr.pointer(AttrProgLoad.SIGNATURE, attr.bytes(signed.bytes));
          attr.u32(AttrProgLoad.SIGNATURE_SIZE, signed.bytes.length);
          attr.u32(AttrProgLoad.KEYRING_ID, signed.keyring);
        }
        return attr.call(kernel, BpfCommand.PROG_LOAD);
      }
    }

    private long execute(Fd program) {
      try (Attr attr = new Attr(AttrTestRun.BATCH_SIZE)) {
        attr.u32(AttrTestRun.PROG_FD, program.number());
        attr.u64(AttrTestRun.CTX_IN, context.address());
        attr.u32(AttrTestRun.CTX_SIZE_IN, loader.contextSize());
        long result = attr.call(kernel, BpfCommand.PROG_TEST_RUN);
        return result < 0 ? result : attr.u32(AttrTestRun.RETVAL);
      }
    }
  }

  private static String text(MemorySegment log) {
    int length = 0;
    while (length < log.byteSize() && log.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    MemorySegment.copy(log, 0, MemorySegment.ofArray(bytes), 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<@Nullable Fd> maps(Attr context) {
    List<@Nullable Fd> fds = new ArrayList<>();
    for (int i = 0; i < loader.maps(); i++) {
      fds.add(own(context.u32(LoaderContext.map(i) + LoaderContext.MAP_FD), "map " + i));
    }
    return fds;
  }

  private List<@Nullable Fd> programs(Attr context) {
    List<@Nullable Fd> fds = new ArrayList<>();
    for (int i = 0; i < loader.programs(); i++) {
      fds.add(own(context.u32(LoaderContext.program(loader.maps(), i)), "program " + i));
    }
    return fds;
  }

  private @Nullable Fd own(int number, String what) {
    return number == 0 ? null : Fd.own(kernel, number, what);
  }
}
