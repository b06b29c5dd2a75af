package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.Numbers;
import dev.ebpf4j.object.SectionKind;
import dev.ebpf4j.object.SectionTable;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.NetworkInterfaces;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the words behind `prog load` and `prog loadall` ask for. Closing it closes the maps that
/// are to take the place of the object's own.
final class LoadRequest implements AutoCloseable {

  /// A map in the place of one of the object.
  ///
  /// @param index which of the object's maps, unsigned, if `name` is null
  record Replacement(long index, @Nullable String name, Fd map) {}

  private static final String WRONG_WORD =
      "expected no more arguments, 'type', 'map', 'offload_dev', 'xdpmeta_dev', 'pinmaps',"
          + " 'autoattach', or 'kernel_btf', got: '";

  private final Session session;
  final String object;
  final String path;
  final List<Replacement> replacements = new ArrayList<>();
  @Nullable SectionKind type;
  int offloadDevice;
  int metadataDevice;
  @Nullable String mapDirectory;
  boolean autoAttach;
  @Nullable String kernelBtf;

  private LoadRequest(Session session, Args args) {
    this.session = session;
    this.object = args.next();
    this.path = args.next();
  }

  static LoadRequest parse(Session session, Args args) {
    args.atLeast(2);
    LoadRequest request = new LoadRequest(session, args);
    try {
      while (!args.isEmpty()) {
        request.option(args);
      }
      return request;
    } catch (RuntimeException e) {
      request.close();
      throw e;
    }
  }

  private void option(Args args) {
    if (args.take("type")) {
      programType(args);
    } else if (args.take("map")) {
      replacement(args);
    } else if (args.take("dev")) {
      session.notice(
          """
          Warning: 'bpftool prog load [...] dev <ifname>' syntax is deprecated.
          Going further, please use 'offload_dev <ifname>' to offload program to device.
          For applications using XDP hints only, use 'xdpmeta_dev <ifname>'.""");
      offload(args);
    } else if (args.take("offload_dev")) {
      offload(args);
    } else if (args.take("xdpmeta_dev")) {
      metadata(args);
    } else if (args.take("pinmaps")) {
      args.atLeast(1);
      mapDirectory = args.next();
    } else if (args.take("autoattach")) {
      autoAttach = true;
    } else if (args.take("kernel_btf")) {
      args.atLeast(1);
      kernelBtf = args.next();
    } else {
      throw CommandException.failed(WRONG_WORD + args.shown() + "'?");
    }
  }

  private void programType(Args args) {
    if (type != null) {
      throw CommandException.failed("program type already specified");
    }
    args.atLeast(1);
    String word = args.next();
    SectionKind kind = SectionTable.find(word);
    if (kind == null) {
      kind = SectionTable.find(word + "/");
    }
    if (kind == null) {
      throw unknownType(session, word + "/");
    }
    type = kind;
  }

  /// Says which names there are, and ends without a further word.
  static CommandException unknownType(Session session, String section) {
    session.warn("failed to guess program type from ELF section '" + section + "'");
    session.warn("supported section(type) names are: " + SectionTable.names());
    return CommandException.silent(CommandException.FAILED);
  }

  private void replacement(Args args) {
    args.atLeast(4);
    long index = -1;
    String name = null;
    if (args.take("idx")) {
      String word = args.next();
      Long value = Numbers.parse(word);
      if (value == null) {
        throw CommandException.failed("can't parse " + word + " as IDX");
      }
      index = value & 0xffff_ffffL;
    } else if (args.take("name")) {
      name = args.next();
    } else {
      throw CommandException.failed("expected 'idx' or 'name', got: '" + args.shown() + "'?");
    }
    replacements.add(new Replacement(index, name, Handles.map(session, args, 0)));
  }

  private void offload(Args args) {
    if (offloadDevice != 0) {
      throw CommandException.failed("offload_dev already specified");
    }
    if (metadataDevice != 0) {
      throw exclusive();
    }
    offloadDevice = device(args);
  }

  private void metadata(Args args) {
    if (metadataDevice != 0) {
      throw CommandException.failed("xdpmeta_dev already specified");
    }
    if (offloadDevice != 0) {
      throw exclusive();
    }
    metadataDevice = device(args);
  }

  private static CommandException exclusive() {
    return CommandException.failed("xdpmeta_dev and offload_dev are mutually exclusive");
  }

  private int device(Args args) {
    args.atLeast(1);
    String name = args.next();
    int index = NetworkInterfaces.tryIndex(session.kernel(), name);
    if (index <= 0) {
      throw CommandException.failed(
          "unrecognized netdevice '"
              + name
              + "': "
              + Errno.message(index < 0 ? -index : Errno.ENODEV));
    }
    return index;
  }

  @Override
  public void close() {
    for (Replacement replacement : replacements) {
      replacement.map.close();
    }
  }
}
