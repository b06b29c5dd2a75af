package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Small kernel objects for tests, made by hand from numbers, without the loader.
public final class Specimens {

  /// `r0 = 0; exit`.
  private static final byte[] RETURN_ZERO = {
    (byte) 0xb7, 0, 0, 0, 0, 0, 0, 0, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0
  };

  private Specimens() {}

  /// A map.
  ///
  /// @param type see [dev.ebpf4j.abi.MapType]
  public static Fd map(
      Kernel kernel, int type, int keySize, int valueSize, int entries, int flags, String name) {
    return map(kernel, type, keySize, valueSize, entries, flags, name, 0);
  }

  /// A map, of maps like `inner` if that is not 0.
  public static Fd map(
      Kernel kernel,
      int type,
      int keySize,
      int valueSize,
      int entries,
      int flags,
      String name,
      int inner) {
    try (Attr attr = new Attr(AttrMapCreate.MAP_IFINDEX)) {
      attr.u32(AttrMapCreate.MAP_TYPE, type)
          .u32(AttrMapCreate.KEY_SIZE, keySize)
          .u32(AttrMapCreate.VALUE_SIZE, valueSize)
          .u32(AttrMapCreate.MAX_ENTRIES, entries)
          .u32(AttrMapCreate.MAP_FLAGS, flags)
          .u32(AttrMapCreate.INNER_MAP_FD, inner)
          .name(AttrMapCreate.MAP_NAME, 16, name);
      return attr.open(kernel, BpfCommand.MAP_CREATE, "map '" + name + "'");
    }
  }

  /// A program that returns 0.
  ///
  /// @param type see [dev.ebpf4j.abi.ProgramType]
  public static Fd program(Kernel kernel, int type, String name) {
    return program(kernel, type, name, RETURN_ZERO);
  }

  /// A program of the instructions given.
  public static Fd program(Kernel kernel, int type, String name, byte[] instructions) {
    try (Attr attr = new Attr(AttrProgLoad.PROG_IFINDEX)) {
      attr.u32(AttrProgLoad.PROG_TYPE, type)
          .u32(AttrProgLoad.INSN_CNT, instructions.length / 8)
          .pointer(AttrProgLoad.INSNS, attr.bytes(instructions))
          .pointer(AttrProgLoad.LICENSE, attr.string("GPL"))
          .name(AttrProgLoad.PROG_NAME, 16, name);
      return attr.open(kernel, BpfCommand.PROG_LOAD, "program '" + name + "'");
    }
  }
}
