package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.LibbpfErrno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfFile;
import dev.ebpf4j.core.MinimalBtf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.util.FileBytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// `gen min_core_btf INPUT OUTPUT OBJECT...`: cuts BTF down to what the CO-RE relocations of
/// objects need.
final class GenMinCoreBtf implements Command {

  @Override
  public void run(Session session, Args args) {
    NeededArgs.check(session, args, 3);
    String input = args.next();
    String path = args.next();
    MinimalBtf minimal = new MinimalBtf(readKernel(session, input));
    while (!args.isEmpty()) {
      add(session, minimal, args.next());
    }
    save(minimal, path);
  }

  private static Btf readKernel(Session session, String path) {
    try {
      return BtfFile.open(path, session).parse(null);
    } catch (BpfException e) {
      int errno = errno(e);
      session.error("failed parsing '" + path + "' BTF file: " + Errno.message(errno));
      throw CommandException.errno(
          "failed to allocate info structure: " + Errno.message(errno), errno, e);
    }
  }

  private static void add(Session session, MinimalBtf minimal, String path) {
    try {
      record(session, minimal, path);
    } catch (BpfException e) {
      int errno = errno(e);
      throw CommandException.errno(
          "error recording relocations for " + path + ": " + Errno.message(errno), errno, e);
    }
  }

  private static void record(Session session, MinimalBtf minimal, String path) {
    String what = "failed to parse BPF object '" + path + "': ";
    Btf local;
    BtfExt ext;
    try {
      local = BtfFile.open(path, session).parse(null);
      ext = readExt(path);
    } catch (BpfException e) {
      session.error(what + Errno.message(errno(e)));
      throw e;
    }
    if (ext == null) {
      session.error(what + "section .BTF.ext not found");
      throw SyscallException.of("read", path, Errno.EINVAL);
    }
    minimal.add(local, ext, session);
  }

  private static @Nullable BtfExt readExt(String path) {
    byte[] bytes = FileBytes.read(path);
    if (!ElfFile.hasMagic(bytes)) {
      return null;
    }
    ElfFile elf = ElfFile.parse(bytes);
    ElfSection section = elf.section(".BTF.ext");
    return section == null ? null : BtfExt.parse(elf.data(section).copy());
  }

  /// A file that is neither BTF nor ELF has a number of its own.
  private static int errno(BpfException e) {
    boolean isUnknown = e instanceof MalformedException m && m.offset() == 0 && isOfFile(m);
    return isUnknown ? LibbpfErrno.FORMAT : ErrorNumber.of(e);
  }

  private static boolean isOfFile(MalformedException e) {
    return e.what().startsWith("ELF");
  }

  private static void save(MinimalBtf minimal, String path) {
    byte[] bytes;
    try {
      bytes = minimal.build().toBytes();
    } catch (MalformedException e) {
      throw CommandException.errno("error generating BTF: " + e.getMessage(), Errno.EINVAL, e);
    }
    OutputFile output = null;
    try {
      output = OutputFile.create(path);
      output.write(bytes);
    } catch (IOException e) {
      int errno = OutputFile.errno(e);
      throw CommandException.errno("error saving btf file: " + Errno.message(errno), errno, e);
    } finally {
      if (output != null) {
        output.discard();
      }
    }
  }
}
