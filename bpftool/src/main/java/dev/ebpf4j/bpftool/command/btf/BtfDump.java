package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.Numbers;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.dump.BtfListing;
import dev.ebpf4j.btf.dump.CHeader;
import java.util.Arrays;

/// `btf dump`: the types of a file, a BTF object, a program or a map, as a listing or as C.
///
/// Types are written as they are met; nothing of the output is kept.
public final class BtfDump implements Command {

  private static final int MAX_ROOTS = 16;

  private boolean c;
  private boolean sorted = true;
  private int[] roots = new int[0];

  @Override
  public void run(Session session, Args args) {
    NeededArgs.check(session, args, 2);
    BtfSource source = BtfSource.parse(session, args);
    while (!args.isEmpty()) {
      option(source, args);
    }
    Btf btf = source.btf(session);
    int[] mapTypes = source.mapTypes();
    int[] wanted = mapTypes == null ? roots : mapTypes;
    if (c) {
      asC(session, btf, wanted);
    } else {
      listing(session, btf, wanted);
    }
  }

  private void option(BtfSource source, Args args) {
    switch (args.takeAny("format", "root_id", "unsorted")) {
      case 0 -> format(args);
      case 1 -> root(source, args);
      case 2 -> sorted = false;
      default ->
          throw CommandException.errno("unrecognized option: '" + args.shown() + "'", Errno.EINVAL);
    }
  }

  private void format(Args args) {
    if (args.isEmpty()) {
      throw CommandException.errno("expecting value for 'format' option\n", Errno.EINVAL);
    }
    String format = args.next();
    c =
        switch (format) {
          case "c" -> true;
          case "raw" -> false;
          default ->
              throw CommandException.errno(
                  "unrecognized format specifier: '" + format + "', possible values: raw, c",
                  Errno.EINVAL);
        };
  }

  private void root(BtfSource source, Args args) {
    if (source.mapTypes() != null) {
      throw CommandException.errno("cannot use root_id with other type filtering", Errno.EINVAL);
    }
    if (roots.length == MAX_ROOTS) {
      throw CommandException.errno("only " + MAX_ROOTS + " root_id are supported", Errno.E2BIG);
    }
    String word = args.next();
    Long value = Numbers.parse(word);
    if (value == null) {
      throw CommandException.failed("can't parse " + word + " as root ID");
    }
    int root = value.intValue();
    for (int known : roots) {
      if (known == root) {
        throw CommandException.errno(
            "duplicate root_id " + Integer.toUnsignedString(root) + " supplied", Errno.EINVAL);
      }
    }
    roots = Arrays.copyOf(roots, roots.length + 1);
    roots[roots.length - 1] = root;
  }

  private void checkRoots(Btf btf) {
    for (int root : roots) {
      if (Integer.compareUnsigned(root, btf.typeCount()) >= 0) {
        throw CommandException.errno(
            "invalid root ID: " + Integer.toUnsignedString(root), Errno.EINVAL);
      }
    }
  }

  private void asC(Session session, Btf btf, int[] wanted) {
    if (session.isJson()) {
      throw CommandException.errno(
          "JSON output for C-syntax dump is not supported", Errno.EOPNOTSUPP);
    }
    checkRoots(btf);
    CHeader header = new CHeader(btf, session.out());
    if (wanted.length > 0) {
      header.types(wanted);
    } else if (sorted) {
      header.sorted();
    } else {
      header.unsorted();
    }
  }

  private void listing(Session session, Btf btf, int[] wanted) {
    checkRoots(btf);
    if (session.isJson()) {
      JsonOut json = session.json();
      json.beginObject().beginArray("types");
      TypeJson types = new TypeJson(btf, json);
      if (wanted.length == 0) {
        types.all();
      }
      for (int root : wanted) {
        types.type(root);
      }
      json.endArray().endObject();
      return;
    }
    BtfListing listing = new BtfListing(btf, session.out());
    if (wanted.length == 0) {
      listing.all();
    }
    for (int root : wanted) {
      listing.type(root);
    }
  }
}
