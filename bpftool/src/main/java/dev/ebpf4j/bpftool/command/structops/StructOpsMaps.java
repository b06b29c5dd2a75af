package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.Numbers;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.load.KernelTypes;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.sys.Fd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The struct_ops maps that `STRUCT_OPS_MAP` names, and the kernel's types, which all commands on
/// them need.
final class StructOpsMaps implements AutoCloseable {

  /// What the type of a map's value is called: this and the name of the structure.
  static final String VALUE_PREFIX = "bpf_struct_ops_";

  /// One struct_ops map, open.
  record Entry(Fd fd, MapInfo info) {}

  private final Session session;
  private final KernelTypes types;
  private final @Nullable String name;
  private final List<Entry> entries = new ArrayList<>();

  private StructOpsMaps(Session session, @Nullable String name) {
    this.session = session;
    this.types = new KernelTypes(session.kernel());
    this.name = name;
  }

  /// Opens all struct_ops maps, or those that the words name: none or two.
  static StructOpsMaps of(Session session, Args args) {
    if (args.count() != 0 && args.count() != 2) {
      throw new UsageException();
    }
    boolean byId = args.count() == 2 && args.take("id");
    boolean byName = args.count() == 2 && args.take("name");
    if (args.count() == 2) {
      throw new UsageException();
    }
    StructOpsMaps maps = new StructOpsMaps(session, byName ? args.next() : null);
    try {
      maps.needTypes();
      if (byId) {
        maps.openById(args.next());
      } else {
        maps.openAll();
      }
      return maps;
    } catch (RuntimeException e) {
      maps.close();
      throw e;
    }
  }

  /// The kernel's types.
  static Btf needTypes(KernelTypes types) {
    try {
      return types.vmlinux();
    } catch (LoadException e) {
      throw CommandException.failed("struct_ops requires kernel CONFIG_DEBUG_INFO_BTF=y", e);
    }
  }

  private void needTypes() {
    needTypes(types);
  }

  private void openById(String word) {
    Long id = Numbers.parse(word);
    if (id == null || word.isEmpty() || id <= 0 || id > 0xffff_ffffL) {
      throw CommandException.failed("invalid id " + word);
    }
    Fd fd;
    try {
      fd = Maps.open(session.kernel(), new MapId(id.intValue()), 0);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't get map by id (" + id + ")", e);
    }
    MapInfo info = Maps.info(session.kernel(), fd);
    entries.add(new Entry(fd, info));
    if (info.type() != MapType.STRUCT_OPS) {
      throw CommandException.failed(info.name() + " id " + info.id() + " is not a struct_ops map");
    }
  }

  private void openAll() {
    for (int id : Handles.ids(session, "map", Maps::ids)) {
      Fd fd = Maps.tryOpen(session.kernel(), id, 0);
      if (fd == null) {
        continue;
      }
      MapInfo info = Maps.info(session.kernel(), fd);
      boolean wanted = name == null || name.equals(info.name());
      if (info.type() == MapType.STRUCT_OPS && wanted) {
        entries.add(new Entry(fd, info));
      } else {
        fd.close();
      }
    }
  }

  List<Entry> entries() {
    return entries;
  }

  KernelTypes types() {
    return types;
  }

  /// The name asked for, if nothing has it; null otherwise.
  @Nullable String missingName() {
    return entries.isEmpty() ? name : null;
  }

  /// Name of the kernel's structure that a map stands for.
  String structName(MapInfo info) {
    return structName(types.vmlinux(), info);
  }

  static String structName(Btf btf, MapInfo info) {
    int type = info.kernelValueType();
    String value = type > 0 && type < btf.typeCount() ? btf.name(type) : "";
    return value.startsWith(VALUE_PREFIX) ? value.substring(VALUE_PREFIX.length()) : value;
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.fd().close());
    types.close();
  }
}
