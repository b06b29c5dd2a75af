package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.dedup.BtfDedup;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedException;
import java.util.List;

/// Puts the types of several files, all on one base, together: each type once.
final class BtfMerge {

  static final int MAX_FILES = 64;

  private BtfMerge() {}

  static Btf merge(Session session, Btf base, List<String> paths) {
    BtfBuilder all = new BtfBuilder(base, base.byteOrder());
    for (String path : paths) {
      all.addAll(BtfLoader.load(session, path, base));
    }
    try {
      return BtfDedup.of(all.build()).btf();
    } catch (MalformedException e) {
      throw CommandException.errno(
          "failed to dedup combined BTF: " + Errno.message(Errno.EINVAL), Errno.EINVAL, e);
    }
  }
}
