package dev.ebpf4j.elf;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where an ELF file's bytes come from: memory, or a file of which only the parts asked for are
/// read.
sealed interface ElfSource {

  long length();

  /// The bytes `offset` to `offset + size`; a [MalformedException] if the file does not have them.
  ByteReader part(long offset, long size, ByteOrder order, String what);

  /// A file that is in memory as a whole; parts of it are views, not copies.
  record Memory(ByteReader bytes) implements ElfSource {
    @Override
    public long length() {
      return bytes.length();
    }

    @Override
    public ByteReader part(long offset, long size, ByteOrder order, String what) {
      return bytes.withOrder(order).slice(offset, size, what);
    }
  }

  /// Opens the file for each read, so that there is nothing to close.
  record OnDisk(Path path, long length) implements ElfSource {
    @Override
    public ByteReader part(long offset, long size, ByteOrder order, String what) {
      if (offset < 0 || size < 0 || offset > length || size > length - offset) {
        throw new MalformedException(
            "ELF file", offset, "need " + size + " bytes, file has " + length);
      }
      if (size > Integer.MAX_VALUE - 16) {
        throw new MalformedException(what, 0, "larger than 2 GiB: " + size + " bytes");
      }
      byte[] bytes = new byte[(int) size];
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
          if (channel.read(into, offset + into.position()) < 0) {
            throw new MalformedException("ELF file", offset, "file became shorter");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return ByteReader.of(bytes, order, what);
    }
  }
}
