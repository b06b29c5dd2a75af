package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.util.ByteWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Static user tracepoints (USDT): places that the authors of a program or library marked, with
/// arguments that the program under them reads by `bpf_usdt_arg`.
public final class Usdt {

  /// Which tracepoint of which file.
  ///
  /// @param binary the program or library
  /// @param provider the tracepoint's group
  /// @param name the tracepoint
  /// @param processId process, 0 for this one, -1 for all
  /// @param cookie what `bpf_usdt_cookie` gives the program
  public record Options(Path binary, String provider, String name, int processId, long cookie) {
    public static Options of(Path binary, String provider, String name) {
      return new Options(binary, provider, name, -1, 0);
    }

    public Options withProcess(int newProcessId) {
      return new Options(binary, provider, name, newProcessId, cookie);
    }

    public Options withCookie(long newCookie) {
      return new Options(binary, provider, name, processId, newCookie);
    }
  }

  private static final int MAX_ARGUMENTS = 12;

  /// Stands in the padding behind the count of arguments, which nobody reads.
  private static final int IN_USE = 0x5553;

  private Usdt() {}

  /// Attaches to all places of the tracepoint. The descriptions of its arguments take the first
  /// elements of `maps` that are all zero, and leave them when the link is closed. Since Linux
  /// 5.15, which brought cookies.
  public static Link attach(Fd program, UsdtMaps maps, Options options) {
    ElfFile elf = UserSymbols.open(options.binary).elf();
    List<UsdtProbe> probes = UsdtProbe.find(elf, options.provider, options.name);
    UsdtRegisters registers = registers(elf);
    Map<String, Integer> described = new LinkedHashMap<>();
    List<Link> links = new ArrayList<>();
    try {
      for (UsdtProbe probe : probes) {
        Integer known = described.get(probe.arguments());
        int id = known != null ? known : describe(maps, probe, registers, options.cookie);
        described.put(probe.arguments(), id);
        links.add(attach(program, options, probe, id));
      }
      List<Integer> ids = List.copyOf(described.values());
      Fd held = maps.specs().duplicate();
      return Link.ofAll(links, () -> release(held, ids), held);
    } catch (RuntimeException e) {
      links.forEach(Link::close);
      for (int id : described.values()) {
        write(maps.specs(), id, new byte[valueSize()]);
      }
      throw e;
    }
  }

  private static Link attach(Fd program, Options options, UsdtProbe probe, int id) {
    return Uprobes.attach(
        program,
        Uprobes.Options.at(options.binary, probe.offset())
            .withProcess(options.processId)
            .withReferenceCounter(probe.semaphore())
            .withCookie(id));
  }

  private static UsdtRegisters registers(ElfFile elf) {
    return switch (elf.machine()) {
      case Elf.EM_X86_64 -> UsdtRegisters.X86_64;
      case Elf.EM_AARCH64 -> UsdtRegisters.ARM64;
      default ->
          throw new LoadException(
              "static tracepoints of machine " + elf.machine(), Errno.EOPNOTSUPP, null);
    };
  }

  static int valueSize() {
    return MAX_ARGUMENTS * UsdtArgument.SIZE + 2 * Long.BYTES;
  }

  private static int describe(
      UsdtMaps maps, UsdtProbe probe, UsdtRegisters registers, long cookie) {
    List<UsdtArgument> arguments = probe.parsed(registers);
    if (arguments.size() > MAX_ARGUMENTS) {
      throw new LoadException("more than 12 arguments", Errno.E2BIG, null);
    }
    ByteWriter out = new ByteWriter(ByteOrder.nativeOrder());
    boolean bigEndian = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    for (UsdtArgument argument : arguments) {
      argument.write(out, bigEndian);
    }
    out.zeros(MAX_ARGUMENTS * UsdtArgument.SIZE - out.length());
    out.u64(cookie).u16(arguments.size()).u16(IN_USE).zeros(4);
    for (int id = 0; id < maps.specCount(); id++) {
      if (isFree(maps.specs(), id)) {
        write(maps.specs(), id, out.toByteArray());
        return id;
      }
    }
    throw SyscallException.of("USDT description", maps.specs().what(), Errno.E2BIG);
  }

  private static boolean isFree(Fd map, int id) {
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      MemorySegment value = attr.allocate(valueSize());
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.bytes(key(id)));
      attr.pointer(AttrMapElem.VALUE, value);
      attr.run(map.kernel(), BpfCommand.MAP_LOOKUP_ELEM, map.what());
      for (long i = 0; i < value.byteSize(); i++) {
        if (value.get(ValueLayout.JAVA_BYTE, i) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static void write(Fd map, int id, byte[] value) {
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.bytes(key(id)));
      attr.pointer(AttrMapElem.VALUE, attr.bytes(value));
      attr.run(map.kernel(), BpfCommand.MAP_UPDATE_ELEM, map.what());
    }
  }

  private static byte[] key(int id) {
    return new ByteWriter(ByteOrder.nativeOrder()).u32(id).toByteArray();
  }

  private static void release(Fd specs, List<Integer> ids) {
    for (int id : ids) {
      write(specs, id, new byte[valueSize()]);
    }
  }
}
