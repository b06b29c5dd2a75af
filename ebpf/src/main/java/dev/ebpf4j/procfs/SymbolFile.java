package dev.ebpf4j.procfs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The text of `/proc/kallsyms` as far as it has been read. A thread of its own reads on while
/// others do something else, because the kernel makes the file line by line as it is read, which
/// takes it tens of milliseconds for all of its hundred thousand symbols.
public final class SymbolFile implements AutoCloseable {

  private static final String PATH = "/proc/kallsyms";
  private static final int FIRST_ROOM = 1 << 20;
  private static final int CHUNK = 16 * 1024;

  private byte[] text = new byte[FIRST_ROOM];
  private int length;
  private boolean ended;
  private volatile boolean closed;

  private SymbolFile() {}

  /// Starts reading the running kernel's symbols. Whoever has what it looks for closes this, and
  /// reading stops.
  public static SymbolFile open() {
    SymbolFile file = new SymbolFile();
    file.start(file::readKernel);
    return file;
  }

  /// Starts reading what `in` has.
  static SymbolFile reading(InputStream in) {
    SymbolFile file = new SymbolFile();
    file.start(() -> file.read(in));
    return file;
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "kallsyms");
    thread.setDaemon(true);
    thread.start();
  }

  private void readKernel() {
    try (InputStream in = new FileInputStream(PATH)) {
      read(in);
    } catch (IOException e) {
      end();
    }
  }

  private void read(InputStream in) {
    byte[] chunk = new byte[CHUNK];
    try {
      int count = in.read(chunk, 0, CHUNK);
      while (count > 0 && !closed) {
        append(chunk, count);
        count = in.read(chunk, 0, CHUNK);
      }
    } catch (IOException e) {
      // A symbol that cannot be read is one that is not known.
    }
    end();
  }

  private synchronized void append(byte[] chunk, int count) {
    if (text.length - length < count) {
      text = Arrays.copyOf(text, text.length * 2);
    }
    System.arraycopy(chunk, 0, text, length, count);
    length += count;
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// Waits until there are more than `known` bytes.
  ///
  /// @return number of bytes, `known` itself at the file's end
  synchronized int await(int known) {
    try {
      while (length == known && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known;
    }
    return length;
  }

  /// The array with the bytes read so far; they do not change any more.
  synchronized byte[] text() {
    return text;
  }

  @Override
  public void close() {
    closed = true;
  }
}
