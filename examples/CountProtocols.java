import static dev.ebpf4j.insn.Insns.*;
import static dev.ebpf4j.insn.Register.*;

import dev.ebpf4j.BpfMap;
import dev.ebpf4j.Program;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.insn.Condition;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.insn.Size;
import dev.ebpf4j.link.SocketFilters;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;

/// Counts TCP and UDP packets on the loopback device for a second: the example of bpf(2), assembled
/// by hand.
public final class CountProtocols {

  private static final int IP_PROTOCOL = 14 + 9; // behind the Ethernet header

  private CountProtocols() {}

  public static void main(String[] args) throws Exception {
    Kernel kernel = new LinuxKernel();
    try (BpfMap counts = BpfMap.create(kernel, MapSpec.array("counts", Long.BYTES, 256));
        Program filter = Program.load(kernel, ProgramSpec.of(ProgramType.SOCKET_FILTER, "GPL",
            mov64(R6, R1), loadAbs(Size.BYTE, IP_PROTOCOL), store(Size.WORD, R10, -4, R0),
            mov64(R2, R10), add64(R2, -4), loadMap(R1, counts), call(Helper.MAP_LOOKUP_ELEM),
            jumpIf(Condition.EQ, R0, 0, "out"), mov64(R1, 1), atomicAdd(Size.DWORD, R0, 0, R1),
            label("out"), mov64(R0, 0), exit()));
        var socket = SocketFilters.listen(filter.fd(), 1); // lo is always number 1
        var byProtocol = counts.typed(Codec.s32(), Codec.s64())) {
      Thread.sleep(1000);
      System.out.println("TCP " + byProtocol.get(6).orElse(0L) + ", UDP " + byProtocol.get(17).orElse(0L));
    }
  }
}
