package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where `btf dump` takes its types from. Files are read when they are named, because what is wrong
/// with them is reported before what is wrong with the words behind; a BTF object is fetched from
/// the kernel once all words are known to be right.
final class BtfSource {

  private final @Nullable Btf types;
  private final int objectId;
  private final int @Nullable [] roots;

  private BtfSource(@Nullable Btf types, int objectId, int @Nullable [] roots) {
    this.types = types;
    this.objectId = objectId;
    this.roots = roots;
  }

  /// A BTF object in the kernel.
  static BtfSource ofObject(int id) {
    return new BtfSource(null, id, null);
  }

  /// Some types of a BTF object that a map uses.
  static BtfSource ofMap(int id, int... roots) {
    return new BtfSource(null, id, roots);
  }

  /// Takes the words that name the source.
  static BtfSource parse(Session session, Args args) {
    return switch (args.takeAny("map", "prog", "id", "file")) {
      case 0 -> {
        NeededArgs.check(session, args, 2);
        yield KernelBtf.ofMap(session, args);
      }
      case 1 -> {
        NeededArgs.check(session, args, 2);
        yield KernelBtf.ofProgram(session, args);
      }
      case 2 -> ofObject((int) args.number("ID"));
      case 3 -> new BtfSource(files(session, args), 0, null);
      default ->
          throw CommandException.failed(
              "unrecognized BTF source specifier: '" + args.shown() + "'");
    };
  }

  /// The types.
  Btf btf(Session session) {
    return types == null ? KernelBtf.load(session, objectId) : types;
  }

  /// The types of a map's key and value if only these are wanted, else null. A map without a key
  /// type has 0 here.
  int @Nullable [] mapTypes() {
    return roots;
  }

  private static Btf files(Session session, Args args) {
    List<String> paths = new ArrayList<>();
    boolean kernel = false;
    do {
      String path = args.next();
      if (path.equals(BtfLoader.VMLINUX)) {
        session.notice("skipping " + path + " (will be loaded as base)");
        kernel = true;
      } else if (paths.size() == BtfMerge.MAX_FILES) {
        throw CommandException.errno(
            "too many BTF files (max " + BtfMerge.MAX_FILES + ")", Errno.E2BIG);
      } else {
        paths.add(path);
      }
    } while (args.take("file"));

    Btf base = BtfLoader.base(session);
    if (paths.isEmpty()) {
      return BtfLoader.load(session, BtfLoader.VMLINUX, base);
    }
    if (base == null && (kernel || anyInSysfs(paths))) {
      base = BtfLoader.load(session, BtfLoader.VMLINUX, null);
    }
    if (paths.size() == 1) {
      return BtfLoader.load(session, paths.getFirst(), base);
    }
    if (base == null) {
      throw CommandException.errno(
          "base BTF is required when merging multiple BTF files; "
              + "use -B/--base-btf or use sysfs paths",
          Errno.EINVAL);
    }
    return BtfMerge.merge(session, base, paths);
  }

  private static boolean anyInSysfs(List<String> paths) {
    for (String path : paths) {
      if (path.startsWith("/sys/kernel/btf/")) {
        return true;
      }
    }
    return false;
  }
}
