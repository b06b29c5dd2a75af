package dev.ebpf4j.map;

import dev.ebpf4j.abi.BpfMapInfo;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.sys.Info;

/// What the kernel says of a map, `struct bpf_map_info`. A field that the running kernel does not
/// know reads as 0 or empty.
public final class MapInfo {

  private final Info info;

  MapInfo(Info info) {
    this.info = info;
  }

  public MapId id() {
    return new MapId(info.u32(BpfMapInfo.ID));
  }

  /// Number of the type, see [dev.ebpf4j.abi.MapType].
  public int type() {
    return info.u32(BpfMapInfo.TYPE);
  }

  /// The name, at most 15 bytes; empty if it has none. Since Linux 4.15.
  public String name() {
    return info.text(BpfMapInfo.NAME, 16);
  }

  public int keySize() {
    return info.u32(BpfMapInfo.KEY_SIZE);
  }

  /// Bytes of one value; in a per-CPU map, of one processor's value.
  public int valueSize() {
    return info.u32(BpfMapInfo.VALUE_SIZE);
  }

  /// Unsigned 32 bits.
  public int maxEntries() {
    return info.u32(BpfMapInfo.MAX_ENTRIES);
  }

  /// Flags of creation, see [dev.ebpf4j.abi.BpfFlag].
  public int flags() {
    return info.u32(BpfMapInfo.MAP_FLAGS);
  }

  /// The network device it is bound to, or 0. Since Linux 4.16.
  public int interfaceIndex() {
    return info.u32(BpfMapInfo.IFINDEX);
  }

  /// Device number of the network namespace of [#interfaceIndex()].
  public long namespaceDevice() {
    return info.u64(BpfMapInfo.NETNS_DEV);
  }

  /// Inode number of the network namespace of [#interfaceIndex()].
  public long namespaceInode() {
    return info.u64(BpfMapInfo.NETNS_INO);
  }

  /// The BTF object that describes key and value, 0 if none. Since Linux 4.18.
  public BtfId btfId() {
    return new BtfId(info.u32(BpfMapInfo.BTF_ID));
  }

  /// Type of the key within [#btfId()], 0 if none.
  public int keyType() {
    return info.u32(BpfMapInfo.BTF_KEY_TYPE_ID);
  }

  /// Type of the value within [#btfId()], 0 if none.
  public int valueType() {
    return info.u32(BpfMapInfo.BTF_VALUE_TYPE_ID);
  }

  /// Type of the value within the kernel's own BTF, for struct_ops; 0 if none. Since Linux 5.6.
  public int kernelValueType() {
    return info.u32(BpfMapInfo.BTF_VMLINUX_VALUE_TYPE_ID);
  }

  /// The kernel BTF object of [#kernelValueType()]: a module's or vmlinux'. Since Linux 6.9.
  public BtfId kernelBtfId() {
    return new BtfId(info.u32(BpfMapInfo.BTF_VMLINUX_ID));
  }

  /// A number whose meaning depends on the type. Since Linux 5.16.
  public long extra() {
    return info.u64(BpfMapInfo.MAP_EXTRA);
  }

  /// The struct itself.
  public Info raw() {
    return info;
  }
}
