package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.encode.DistilledBase;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.util.FileBytes;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The BTF in a file: a file of nothing else, as those under `/sys/kernel/btf` are, or the `.BTF`
/// section of an ELF file. Getting at the bytes and reading them are two steps, because a caller
/// may first need to know whether there is any, and its base is of another file.
public final class BtfFile {

  /// The first bytes of an ELF file say what kind of ELF it is.
  private static final int ELF_IDENTITY = 16;

  private final byte[] types;
  private final byte @Nullable [] base;

  private BtfFile(byte[] types, byte @Nullable [] base) {
    this.types = types;
    this.base = base;
  }

  /// Fetches the BTF of a file.
  ///
  /// @param log is told what is missing
  /// @throws SyscallException if the file cannot be read, is shorter than any kind of header, or
  ///     is an ELF file without BTF (ENODATA)
  /// @throws MalformedException if it is neither BTF nor a sound ELF file
  public static BtfFile open(String path, LoadLog log) {
    return isRaw(path) ? new BtfFile(FileBytes.read(path), null) : ofElf(path, log);
  }

  /// Contents of `.BTF.base`, the part of the original base that a kernel module's BTF refers to;
  /// null if there is none.
  public byte @Nullable [] base() {
    return base == null ? null : base.clone();
  }

  /// The types, checked. Those of a file with `.BTF.base` are moved from there onto `on`, or stay
  /// there if that is null.
  ///
  /// @param on what a split BTF goes on from; null if this one stands on its own
  /// @throws MalformedException if they are not BTF or break its rules, or do not fit `on`
  public Btf parse(@Nullable Btf on) {
    if (base == null) {
      return Btf.parse(types, on);
    }
    Btf split = Btf.parse(types, Btf.parse(base));
    return on == null ? split : DistilledBase.relocate(split, on);
  }

  private static boolean isRaw(String path) {
    byte[] head = new byte[2];
    try (FileInputStream in = new FileInputStream(path)) {
      if (in.readNBytes(head, 0, head.length) < head.length) {
        throw SyscallException.of("read", path, Errno.EIO);
      }
    } catch (IOException e) {
      int errno = FileBytes.errno(e);
      throw SyscallException.of("read", path, errno == Errno.EISDIR ? Errno.EIO : errno);
    }
    int magic = (head[1] & 0xff) << 8 | (head[0] & 0xff);
    return magic == BtfFormat.MAGIC || magic == Integer.reverseBytes(BtfFormat.MAGIC) >>> 16;
  }

  private static BtfFile ofElf(String path, LoadLog log) {
    ElfFile elf;
    try {
      elf = ElfFile.open(Path.of(path));
    } catch (IOException e) {
      throw SyscallException.of("read", path, FileBytes.errno(e));
    } catch (MalformedException e) {
      boolean head = e.offset() < ELF_IDENTITY;
      log.warn("failed to get " + (head ? "EHDR" : "e_shstrndx") + " from " + path);
      throw e;
    }
    ElfSection types = elf.section(".BTF");
    if (types == null) {
      log.warn("failed to find '.BTF' ELF section in " + path);
      throw SyscallException.of("read .BTF of", path, Errno.ENODATA);
    }
    ElfSection base = elf.section(".BTF.base");
    return new BtfFile(elf.data(types).copy(), base == null ? null : elf.data(base).copy());
  }
}
