package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.view.Metadata;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the remarks in a program's read-only data: variables whose names start with
/// `bpf_metadata_`, in the first map of the program that holds read-only data.
final class MetadataReader {

  private static final String PREFIX = "bpf_metadata_";
  private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

  private MetadataReader() {}

  /// The remarks; null if there are none, or if they cannot be read, which is no reason to fail.
  static @Nullable Metadata read(Kernel kernel, ProgramInfo program) {
    if (program.btfId().value() == 0) {
      return null;
    }
    try {
      for (int id : program.mapIds()) {
        try (Fd map = Maps.tryOpen(kernel, id, BpfFlag.RDONLY)) {
          if (map != null) {
            MapInfo info = Maps.info(kernel, map);
            if (isReadOnlyData(info)) {
              return read(kernel, map, info);
            }
          }
        }
      }
    } catch (SyscallException | MalformedException e) {
      return null;
    }
    return null;
  }

  private static boolean isReadOnlyData(MapInfo info) {
    return info.type() == MapType.ARRAY
        && info.keySize() == Integer.BYTES
        && info.maxEntries() == 1
        && info.valueType() != 0
        && info.name().contains(".rodata");
  }

  private static @Nullable Metadata read(Kernel kernel, Fd map, MapInfo info) {
    byte[] raw;
    try (Fd btfFd = BtfObjects.open(kernel, info.btfId())) {
      raw = BtfObjects.data(kernel, btfFd);
    }
    if (!contains(raw, PREFIX_BYTES)) {
      return null;
    }
    Btf btf = Btf.parse(raw);
    int section = info.valueType();
    if (!btf.is(section, BtfKind.DATASEC)) {
      return null;
    }
    List<Metadata.Entry> entries = new ArrayList<>();
    byte[] data = null;
    for (int i = 0; i < btf.vlen(section); i++) {
      int variable = btf.sectionVarType(section, i);
      String name = btf.name(variable);
      if (name.startsWith(PREFIX)) {
        data = data == null ? firstValue(kernel, map, info.valueSize()) : data;
        entries.add(
            new Metadata.Entry(
                name.substring(PREFIX.length()),
                ValueFormatter.of(btf, btf.target(variable)),
                data,
                (int) btf.sectionVarOffset(section, i)));
      }
    }
    return entries.isEmpty() ? null : new Metadata(entries);
  }

  private static byte[] firstValue(Kernel kernel, Fd map, int size) {
    try (Attr attr = new Attr(AttrMapElem.SIZE)) {
      MemorySegment value = attr.allocate(size);
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.allocate(Integer.BYTES));
      attr.pointer(AttrMapElem.VALUE, value);
      attr.run(kernel, BpfCommand.MAP_LOOKUP_ELEM, map.what());
      return value.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      int i = 0;
      while (i < part.length && bytes[at + i] == part[i]) {
        i++;
      }
      if (i == part.length) {
        return true;
      }
    }
    return false;
  }
}
