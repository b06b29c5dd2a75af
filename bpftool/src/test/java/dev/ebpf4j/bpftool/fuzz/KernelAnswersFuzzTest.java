package dev.ebpf4j.bpftool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.abi.AttrGetId;
import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfMapInfo;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Info;
import dev.ebpf4j.testkit.FakeKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Whatever a kernel answers, one older or newer than this or with structures of other sizes, the
/// commands show what they know of it.
class KernelAnswersFuzzTest {

  private static final int DESCRIPTOR = 1000;

  /// Elements up to 2 GB are allowed, and dumping them takes as much memory.
  private static final int LARGE = 1 << 16;

  /// A kernel with one object of each kind, all of which it describes by `answer`, and whose
  /// network sockets give that, too.
  private static FakeKernel kernel(byte[] answer) {
    FakeKernel kernel = new FakeKernel();
    for (int command :
        new int[] {
          BpfCommand.PROG_GET_NEXT_ID,
          BpfCommand.MAP_GET_NEXT_ID,
          BpfCommand.LINK_GET_NEXT_ID,
          BpfCommand.BTF_GET_NEXT_ID
        }) {
      kernel.onBpf(command, KernelAnswersFuzzTest::nextId);
    }
    for (int command :
        new int[] {
          BpfCommand.PROG_GET_FD_BY_ID,
          BpfCommand.MAP_GET_FD_BY_ID,
          BpfCommand.LINK_GET_FD_BY_ID,
          BpfCommand.BTF_GET_FD_BY_ID
        }) {
      kernel.onBpf(command, _ -> DESCRIPTOR);
    }
    kernel.onBpf(BpfCommand.OBJ_GET_INFO_BY_FD, attr -> info(attr, answer));
    kernel.on(Call.SOCKET, _ -> DESCRIPTOR);
    kernel.on(Call.BIND, _ -> 0);
    kernel.onBpf(BpfCommand.PROG_QUERY, _ -> -Errno.EINVAL);
    kernel.on(Call.OPENAT, _ -> DESCRIPTOR);
    kernel.on(Call.READ, _ -> 0);
    boolean[] received = {false};
    kernel.on(
        Call.SENDTO,
        arguments -> {
          received[0] = false;
          return arguments[2];
        });
    kernel.on(
        Call.RECVFROM,
        arguments -> {
          if (received[0] || answer.length > arguments[2]) {
            return -Errno.ENOBUFS;
          }
          received[0] = true;
          copy(answer, arguments[1], answer.length);
          return answer.length;
        });
    return kernel;
  }

  private static long nextId(MemorySegment attr) {
    if (attr.get(ValueLayout.JAVA_INT, AttrGetId.START_ID) != 0) {
      return -Errno.ENOENT;
    }
    attr.set(ValueLayout.JAVA_INT, AttrGetId.NEXT_ID, 1);
    return 0;
  }

  /// Fills in as much as both sides know.
  private static long info(MemorySegment attr, byte[] answer) {
    int room = attr.get(ValueLayout.JAVA_INT, AttrInfo.INFO_LEN);
    int length = Math.min(room, answer.length);
    copy(answer, attr.get(ValueLayout.JAVA_LONG_UNALIGNED, AttrInfo.INFO), length);
    attr.set(ValueLayout.JAVA_INT, AttrInfo.INFO_LEN, length);
    return 0;
  }

  private static void copy(byte[] bytes, long address, int length) {
    MemorySegment.copy(
        bytes, 0, FakeKernel.memory(address, length), ValueLayout.JAVA_BYTE, 0, length);
  }

  private static void run(byte[] answer, List<String> lines) {
    for (String line : lines) {
      Outcome.of(kernel(answer), new byte[0], line.split(" "));
      Outcome.of(kernel(answer), new byte[0], ("-j " + line).split(" "));
    }
  }

  @FuzzTest(maxDuration = "10m")
  void links(byte[] bytes) {
    run(bytes, List.of("link show"));
  }

  @FuzzTest(maxDuration = "10m")
  void programs(byte[] bytes) {
    run(bytes, List.of("prog show"));
  }

  @FuzzTest(maxDuration = "10m")
  void maps(byte[] bytes) {
    Info info = new Info(bytes, bytes.length);
    boolean large =
        Math.max(info.u32(BpfMapInfo.KEY_SIZE), info.u32(BpfMapInfo.VALUE_SIZE)) > LARGE;
    run(bytes, large ? List.of("map show") : List.of("map show", "map dump id 1"));
  }

  @FuzzTest(maxDuration = "10m")
  void devices(byte[] bytes) {
    run(bytes, List.of("net show"));
  }
}
