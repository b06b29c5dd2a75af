package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.ValueWriter;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.util.TextBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `struct_ops dump [STRUCT_OPS_MAP]`: the kernel's description of each map and its value,
/// member by
/// member, as the kernel's own types have them.
final class StructOpsDump implements Command {

  private static final String INFO = "bpf_map_info";

  /// What is shown of one map: two structures as bytes.
  ///
  /// @param valueType type of the value in the kernel's BTF
  @SuppressWarnings("ArrayRecordComponent") // read only, never compared
  private record View(byte[] info, int valueType, byte[] value) {}

  @Override
  public void run(Session session, Args args) {
    Map<Long, String> programs = new HashMap<>();
    List<View> views = new ArrayList<>();
    try (StructOpsMaps maps = StructOpsMaps.of(session, args)) {
      Btf btf = maps.types().vmlinux();
      int infoType = btf.find(BtfKind.STRUCT, INFO);
      ValueFormatter info = ValueFormatter.of(btf, infoType);
      for (StructOpsMaps.Entry entry : maps.entries()) {
        View view = collect(session.kernel(), entry, info.sizeBytes());
        views.add(view);
        collectPrograms(session.kernel(), btf, view, programs);
      }
      render(session, btf, info, views, programs);
      if (maps.missingName() != null) {
        throw CommandException.silent(CommandException.FAILED);
      }
    }
  }

  private static View collect(Kernel kernel, StructOpsMaps.Entry entry, long infoSize) {
    Fd fd = entry.fd();
    MapInfo info = entry.info();
    byte[] raw = Bpf.info(kernel, fd, (int) infoSize).bytes(0, (int) infoSize);
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      MemorySegment value = attr.allocate(info.valueSize());
      attr.u32(AttrMapElem.MAP_FD, fd.number());
      attr.pointer(AttrMapElem.KEY, attr.allocate(Integer.BYTES));
      attr.pointer(AttrMapElem.VALUE, value);
      attr.run(kernel, BpfCommand.MAP_LOOKUP_ELEM, fd.what());
      return new View(raw, info.kernelValueType(), Os.bytes(value, info.valueSize()));
    } catch (SyscallException e) {
      throw CommandException.failed(
          "can't lookup struct_ops map " + info.name() + " id " + info.id(), e);
    }
  }

  /// Names of the programs that the value's function pointers stand for, found before rendering.
  private static void collectPrograms(
      Kernel kernel, Btf btf, View view, Map<Long, String> programs) {
    ValueFormatter.of(
            btf,
            view.valueType,
            ByteOrder.nativeOrder(),
            id -> programs.computeIfAbsent(id, it -> name(kernel, it)))
        .format(view.value, 0, new ValueWriter(new JsonOut(new TextBuffer(), false), true));
  }

  private static String name(Kernel kernel, long id) {
    Fd fd = Programs.tryOpen(kernel, new ProgId((int) id).value());
    String name = "<unknown_prog_name>";
    if (fd != null) {
      try (fd) {
        name = Programs.info(kernel, fd).name();
      }
    }
    return name + "/prog_id:" + id;
  }

  private static void render(
      Session session, Btf btf, ValueFormatter info, List<View> views, Map<Long, String> programs) {
    JsonOut json = session.isJson() ? session.json() : new JsonOut(session.out(), true);
    ValueWriter writer = new ValueWriter(json, !session.isJson());
    json.beginArray();
    for (View view : views) {
      json.beginObject().name(INFO);
      info.format(view.info, 0, writer);
      json.endObject().beginObject().name(btf.name(view.valueType));
      ValueFormatter.of(
              btf, view.valueType, ByteOrder.nativeOrder(), id -> programs.getOrDefault(id, ""))
          .format(view.value, 0, writer);
      json.endObject();
    }
    json.endArray();
    if (!session.isJson()) {
      session.out().nl();
    }
  }
}
