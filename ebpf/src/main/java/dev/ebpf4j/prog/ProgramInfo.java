package dev.ebpf4j.prog;

import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.sys.Info;

/// What the kernel says of a program, `struct bpf_prog_info`. A field that the running kernel does
/// not know reads as 0 or empty.
public final class ProgramInfo {

  private final Info info;
  private final int[] mapIds;
  private final boolean orphaned;

  ProgramInfo(Info info, int[] mapIds, boolean orphaned) {
    this.info = info;
    this.mapIds = mapIds;
    this.orphaned = orphaned;
  }

  public ProgId id() {
    return new ProgId(info.u32(BpfProgInfo.ID));
  }

  /// Number of the type, see [dev.ebpf4j.abi.ProgramType].
  public int type() {
    return info.u32(BpfProgInfo.TYPE);
  }

  /// The name, at most 15 bytes; empty if it has none. Since Linux 4.15.
  public String name() {
    return info.text(BpfProgInfo.NAME, 16);
  }

  /// Hash over the code, 8 bytes.
  public byte[] tag() {
    return info.bytes(BpfProgInfo.TAG, 8);
  }

  /// Bytes of machine code; 0 if not compiled, or if the caller may not know.
  public int jitedBytes() {
    return info.u32(BpfProgInfo.JITED_PROG_LEN);
  }

  /// Bytes of instructions as the verifier rewrote them.
  public int xlatedBytes() {
    return info.u32(BpfProgInfo.XLATED_PROG_LEN);
  }

  /// When it was loaded, in nanoseconds of CLOCK_BOOTTIME; 0 if not known. Since Linux 4.15.
  public long loadTimeNanos() {
    return info.u64(BpfProgInfo.LOAD_TIME);
  }

  /// The user who loaded it. Since Linux 4.15.
  public int createdByUser() {
    return info.u32(BpfProgInfo.CREATED_BY_UID);
  }

  /// Ids of the maps it uses, in the order of use. Since Linux 4.15.
  public int[] mapIds() {
    return mapIds.clone();
  }

  /// The network device it is bound to, or 0. Since Linux 4.16.
  public int interfaceIndex() {
    return info.u32(BpfProgInfo.IFINDEX);
  }

  public boolean gplCompatible() {
    return (info.u8(BpfProgInfo.GPL_COMPATIBLE) & 1) != 0;
  }

  /// Device number of the network namespace of [#interfaceIndex()].
  public long namespaceDevice() {
    return info.u64(BpfProgInfo.NETNS_DEV);
  }

  /// Inode number of the network namespace of [#interfaceIndex()].
  public long namespaceInode() {
    return info.u64(BpfProgInfo.NETNS_INO);
  }

  /// The BTF object that describes it, 0 if none. Since Linux 5.0.
  public BtfId btfId() {
    return new BtfId(info.u32(BpfProgInfo.BTF_ID));
  }

  /// Number of functions that the BTF describes. Since Linux 5.0.
  public int functionInfoCount() {
    return info.u32(BpfProgInfo.NR_FUNC_INFO);
  }

  /// Run time of all executions so far in nanoseconds; 0 until statistics are switched on
  /// (`kernel.bpf_stats_enabled`). Since Linux 5.1.
  public long runTimeNanos() {
    return info.u64(BpfProgInfo.RUN_TIME_NS);
  }

  /// Executions so far, counted while statistics are on. Since Linux 5.1.
  public long runCount() {
    return info.u64(BpfProgInfo.RUN_CNT);
  }

  /// Executions skipped because the program was running already. Since Linux 5.12.
  public long recursionMisses() {
    return info.u64(BpfProgInfo.RECURSION_MISSES);
  }

  /// Instructions that the verifier walked. Since Linux 5.16.
  public int verifiedInstructions() {
    return info.u32(BpfProgInfo.VERIFIED_INSNS);
  }

  /// The BTF object of the function it is attached to, 0 if none. Since Linux 6.0.
  public BtfId attachBtfObject() {
    return new BtfId(info.u32(BpfProgInfo.ATTACH_BTF_OBJ_ID));
  }

  /// Type id, within [#attachBtfObject()], of the function it is attached to. Since Linux 6.0.
  public int attachBtfType() {
    return info.u32(BpfProgInfo.ATTACH_BTF_ID);
  }

  /// Whether the device it was made for is gone, of which the kernel then says nothing more.
  public boolean orphaned() {
    return orphaned;
  }

  /// The struct itself.
  public Info raw() {
    return info;
  }
}
