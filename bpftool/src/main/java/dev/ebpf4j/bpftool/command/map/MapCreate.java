package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.NetworkInterfaces;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `map create FILE type TYPE key N value N entries N name NAME ...`: makes a map and pins it.
final class MapCreate implements Command {

  private static final int NAME_SIZE = 16;

  private int type;
  private int keySize;
  private int valueSize;
  private int entries;
  private int flags;
  private int device;
  private @Nullable String name;
  private @Nullable Fd inner;

  @Override
  public void run(Session session, Args args) {
    args.atLeast(7);
    String file = args.next();
    try {
      while (!args.isEmpty()) {
        read(session, args);
      }
      String chosen = name;
      if (chosen == null) {
        throw CommandException.failed("map name not specified");
      }
      Os.tryUnlimitLockedMemory(session.kernel());
      try (Fd map = create(session, chosen)) {
        BpfFs.pin(session, map, file);
      }
    } finally {
      if (inner != null) {
        inner.close();
      }
    }
    session.done();
  }

  private void read(Session session, Args args) {
    args.atLeast(2);
    if (args.take("type")) {
      readType(args);
    } else if (args.take("name")) {
      name = args.next();
      if (name.getBytes(StandardCharsets.UTF_8).length >= NAME_SIZE) {
        session.notice("Warning: map name is longer than 15 characters, it will be truncated.");
      }
    } else if (args.take("key")) {
      keySize = number(args, keySize, "key size");
    } else if (args.take("value")) {
      valueSize = number(args, valueSize, "value size");
    } else if (args.take("entries")) {
      entries = number(args, entries, "max entries");
    } else if (args.take("flags")) {
      readFlags(args);
    } else if (args.take("dev")) {
      session.notice(
          "Warning: 'bpftool map create [...] dev <ifname>' syntax is deprecated.\n"
              + "Going further, please use 'offload_dev <ifname>' to request hardware offload for"
              + " the map.");
      readDevice(session, args);
    } else if (args.take("offload_dev")) {
      readDevice(session, args);
    } else if (args.take("inner_map")) {
      if (inner != null) {
        inner.close();
      }
      inner = Handles.map(session, args, BpfFlag.RDONLY);
    } else {
      throw CommandException.failed("unknown arg " + args.shown());
    }
  }

  private void readType(Args args) {
    if (type != 0) {
      throw CommandException.failed("map type already specified");
    }
    String word = args.next();
    type = MapType.byName(word);
    if (type < 0) {
      throw CommandException.failed("unrecognized map type: " + word);
    }
  }

  private static int number(Args args, int before, String what) {
    checkOnce(before, what);
    return (int) args.number(what);
  }

  private static void checkOnce(int before, String what) {
    if (before != 0) {
      throw CommandException.failed(what + " already specified");
    }
  }

  private void readFlags(Args args) {
    checkOnce(flags, "flags");
    String word = args.next();
    Integer parsed = CreateFlags.parse(word);
    if (parsed == null) {
      throw CommandException.failed("can't parse " + word + " as flags");
    }
    flags = parsed;
  }

  private void readDevice(Session session, Args args) {
    if (device != 0) {
      throw CommandException.failed("offload device already specified");
    }
    String word = args.next();
    long index = NetworkInterfaces.tryIndex(session.kernel(), word);
    if (index <= 0) {
      throw ElementFailures.unrecognized(word, (int) index);
    }
    device = (int) index;
  }

  private Fd create(Session session, String chosen) {
    try (Attr attr = new Attr(AttrMapCreate.MAP_IFINDEX + Integer.BYTES)) {
      attr.u32(AttrMapCreate.MAP_TYPE, type)
          .u32(AttrMapCreate.KEY_SIZE, keySize)
          .u32(AttrMapCreate.VALUE_SIZE, valueSize)
          .u32(AttrMapCreate.MAX_ENTRIES, entries)
          .u32(AttrMapCreate.MAP_FLAGS, flags)
          .u32(AttrMapCreate.INNER_MAP_FD, inner == null ? 0 : inner.number())
          .u32(AttrMapCreate.MAP_IFINDEX, device)
          .name(AttrMapCreate.MAP_NAME, NAME_SIZE, chosen);
      return attr.open(session.kernel(), BpfCommand.MAP_CREATE, "map '" + chosen + "'");
    } catch (SyscallException e) {
      String what = "map type " + MapType.name(type);
      String lack = Failures.lack(session.kernel(), e.errno(), what, Since.mapType(type));
      if (!lack.isEmpty()) {
        throw CommandException.failed("map create failed: " + Errno.message(e.errno()) + lack, e);
      }
      throw Failures.failed(session, "map create failed", e);
    }
  }
}
