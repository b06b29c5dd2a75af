package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfFile;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedTypeException;
import dev.ebpf4j.error.SyscallException;
import org.jspecify.annotations.Nullable;

/// Reads BTF files for a command, with the texts and exit statuses that its users know.
public final class BtfLoader {

  /// The kernel's own types.
  public static final String VMLINUX = "/sys/kernel/btf/vmlinux";

  /// What upstream's library answers to a file that is no ELF file; it has no text.
  private static final int NOT_ELF = 4001;

  private BtfLoader() {}

  /// The BTF given with `-B`, or null.
  public static @Nullable Btf base(Session session) {
    String path = session.options().baseBtf();
    if (path == null) {
      return null;
    }
    try {
      return read(session, path, null);
    } catch (ReadFailure e) {
      throw CommandException.failed(
          "failed to parse base BTF at '" + path + "': -" + e.errno + "\n", e);
    }
  }

  /// The BTF of a file.
  ///
  /// @param base what it goes on from if it is split, or null
  public static Btf load(Session session, String path, @Nullable Btf base) {
    try {
      return read(session, path, base);
    } catch (ReadFailure e) {
      throw CommandException.errno(
          "failed to load BTF from " + path + ": " + Errno.message(e.errno), e.errno, e);
    }
  }

  private static Btf read(Session session, String path, @Nullable Btf base) throws ReadFailure {
    BtfFile file;
    try {
      file = BtfFile.open(path, session);
    } catch (SyscallException e) {
      throw new ReadFailure(e.errno(), e);
    } catch (MalformedException e) {
      throw new ReadFailure(NOT_ELF, e);
    }
    try {
      return file.parse(base);
    } catch (MalformedTypeException e) {
      session.warn("btf: type [" + e.typeId() + "]: " + e.problem());
      throw new ReadFailure(Errno.EINVAL, e);
    } catch (MalformedException e) {
      throw new ReadFailure(Errno.EINVAL, e);
    }
  }

  private static final class ReadFailure extends Exception {

    private static final long serialVersionUID = 1L;

    final int errno;

    ReadFailure(int errno, Throwable cause) {
      super(cause);
      this.errno = errno;
    }
  }
}
