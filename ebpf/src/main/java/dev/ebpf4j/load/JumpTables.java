package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.MapSpecBuilder;
import dev.ebpf4j.object.Relocation;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.util.ByteReader;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// The tables by which programs jump: each becomes a frozen map of instructions for each program
/// that uses it. In the file they hold places in the section of their function, in the kernel those
/// in the program. Since Linux 6.19.
final class JumpTables {

  private static final String NAME = "map '.jumptables': ";
  private static final int ENTRY = Long.BYTES;

  /// Size of `struct bpf_insn_array_value`, whose first field the loader fills.
  private static final int VALUE = 16;

  private final Kernel kernel;
  private final Loaded loaded;
  private final MapCreator creator;
  private final LoadLog log;
  private final byte[] data;
  private final Map<String, Map<Long, Fd>> made = new HashMap<>();

  JumpTables(Loaded loaded, MapCreator creator, LoadLog log) {
    this.kernel = loaded.kernel();
    this.loaded = loaded;
    this.creator = creator;
    this.log = log;
    this.data = loaded.object().jumpTables().toByteArray();
  }

  /// The map of one table of `program`, made when it is first asked for; it belongs to the object.
  ///
  /// @throws MalformedObjectException if there is no such table, or it leads out of the program
  Fd map(LinkedProgram program, Relocation.JumpTable table) {
    Map<Long, Fd> known = made.computeIfAbsent(program.program().name(), _ -> new HashMap<>());
    Fd map = known.get(table.offset());
    if (map == null) {
      try {
        map = create(program, table);
      } catch (BpfException e) {
        String name = "prog '" + program.program().name() + "': ";
        int number = program.relocations().indexOf(table);
        log.warn(name + "relo #" + number + ": can't create jump table: sym_off " + table.offset());
        log.warn(name + "failed to relocate data references: -" + Errno.name(e.errno()));
        throw e;
      }
      known.put(table.offset(), map);
    }
    return map;
  }

  private Fd create(LinkedProgram program, Relocation.JumpTable table) {
    int[] targets = targets(program, table);
    MapSpec spec =
        new MapSpecBuilder()
            .name(".jumptables")
            .type(MapType.INSN_ARRAY)
            .keySize(Integer.BYTES)
            .valueSize(VALUE)
            .maxEntries(targets.length)
            .build();
    Fd map = creator.create(spec, MapCreator.Extras.of(targets.length, null));
    loaded.keep(map);
    for (int i = 0; i < targets.length; i++) {
      put(map, i, targets[i]);
    }
    try (Attr attr = new Attr(AttrMapElem.MAP_FD + Integer.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.run(kernel, BpfCommand.MAP_FREEZE, map.what());
    }
    return map;
  }

  private int[] targets(LinkedProgram program, Relocation.JumpTable table) {
    if (table.offset() % ENTRY != 0) {
      throw failure("jumptable start " + table.offset() + " should be multiple of " + ENTRY);
    }
    if (table.size() % ENTRY != 0) {
      throw failure("jumptable size " + table.size() + " should be multiple of " + ENTRY);
    }
    if (data.length == 0) {
      throw failure("ELF file is missing jump table data");
    }
    long end = table.offset() + table.size();
    if (table.offset() < 0 || table.size() < 0 || end < 0 || end > data.length) {
      throw failure("jumptables_data size is " + data.length + ", trying to access " + end);
    }
    LinkedProgram.Place place = program.placeOf(table.slot());
    int moved = place.slot() - place.function().sectionSlot();
    ByteReader reader = ByteReader.of(data, loaded.object().order(), ".jumptables");
    int[] targets = new int[(int) table.size() / ENTRY];
    for (int i = 0; i < targets.length; i++) {
      long at = table.offset() + (long) i * ENTRY;
      long offset = reader.i64(at);
      long slot = Long.divideUnsigned(offset, Code.SLOT) + moved;
      if (slot < 0 || slot > 0xffff_ffffL) {
        throw failure(
            "invalid jump table value 0x" + Long.toHexString(offset) + " at offset " + at);
      }
      targets[i] = (int) slot;
    }
    return targets;
  }

  private void put(Fd map, int index, int slot) {
    ByteOrder order = ByteOrder.nativeOrder();
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      byte[] key = new ByteWriter(order).u32(index).toByteArray();
      byte[] value = new ByteWriter(order).u32(slot).zeros(VALUE - Integer.BYTES).toByteArray();
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.bytes(key));
      attr.pointer(AttrMapElem.VALUE, attr.bytes(value));
      attr.run(kernel, BpfCommand.MAP_UPDATE_ELEM, map.what());
    }
  }

  private MalformedObjectException failure(String problem) {
    log.warn(NAME + problem);
    return new MalformedObjectException(loaded.object().path(), NAME + problem, Errno.EINVAL);
  }
}
