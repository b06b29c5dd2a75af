package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.prog.BtfObjectInfo;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// BTF objects that the kernel holds: those of programs and maps, its own, and its modules'.
public final class KernelBtf {

  private KernelBtf() {}

  /// The BTF of the map that the words name, with the types of its key, its value or both if the
  /// words behind ask for no more.
  static BtfSource ofMap(Session session, Args args) {
    int btfId;
    int keyType;
    int valueType;
    try (Fd map = Handles.map(session, args, BpfFlag.RDONLY)) {
      MapInfo info = Maps.info(session.kernel(), map);
      btfId = info.btfId().value();
      keyType = info.keyType();
      valueType = info.valueType();
    }
    return switch (args.takeAny("key", "value", "all", "kv")) {
      case 0 -> BtfSource.ofMap(btfId, keyType);
      case 1 -> BtfSource.ofMap(btfId, valueType);
      case 2 -> BtfSource.ofObject(btfId);
      default -> BtfSource.ofMap(btfId, keyType, valueType);
    };
  }

  /// The BTF of the program that the words name.
  static BtfSource ofProgram(Session session, Args args) {
    try (Fd program = Handles.program(session, args)) {
      return BtfSource.ofObject(Programs.info(session.kernel(), program).btfId().value());
    }
  }

  /// The BTF object with an id; that of a module on top of the kernel's.
  static Btf load(Session session, int id) {
    Kernel kernel = session.kernel();
    Btf base = BtfLoader.base(session);
    if (base == null && isModule(session, kernel, id)) {
      session.notice(
          "Warning: valid base BTF was not specified with -B option, falling back to standard base"
              + " BTF ("
              + BtfLoader.VMLINUX
              + ")");
      base = BtfLoader.load(session, BtfLoader.VMLINUX, null);
    }
    try (Fd fd = BtfObjects.open(kernel, new BtfId(id))) {
      return Btf.parse(BtfObjects.data(kernel, fd), base);
    } catch (SyscallException e) {
      throw failure(id, e.errno(), e);
    } catch (MalformedException e) {
      throw failure(id, Errno.EINVAL, e);
    }
  }

  private static boolean isModule(Session session, Kernel kernel, int id) {
    try (Fd fd = BtfObjects.open(kernel, new BtfId(id))) {
      BtfObjectInfo info = BtfObjects.info(kernel, fd);
      return info.ofKernel() && !info.name().equals("vmlinux");
    } catch (SyscallException e) {
      session.error(
          "can't get BTF object by id ("
              + Integer.toUnsignedString(id)
              + "): "
              + Errno.message(e.errno()));
      return false;
    }
  }

  private static CommandException failure(int id, int errno, Throwable cause) {
    return CommandException.errno(
        "get btf by id (" + Integer.toUnsignedString(id) + "): " + Errno.message(errno),
        errno,
        cause);
  }
}
