package dev.ebpf4j.btf.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.dump.BtfListing;
import dev.ebpf4j.btf.dump.CHeader;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.TextBuffer;
import java.io.OutputStream;
import java.util.function.Consumer;

/// Whatever types a blob describes, each printer ends: with a text or with a reason why not, and in
/// a length that the blob explains.
class PrinterFuzzTest {

  /// A text may be longer than the blob: names are repeated, numbers written out.
  private static final long LIMIT = 1 << 24;

  @FuzzTest(maxDuration = "10m")
  void printers(byte[] data) {
    Btf btf;
    try {
      btf = Btf.parse(data);
    } catch (MalformedException e) {
      assertTrue(!e.problem().isEmpty());
      return;
    }
    assertTrue(print(out -> new BtfListing(btf, out).all()) > 0 || btf.typeCount() == 1);
    assertTrue(print(out -> new CHeader(btf, out).sorted()) > 0);
    assertTrue(print(out -> new CHeader(btf, out).unsorted()) > 0);
  }

  /// Number of bytes printed; those before a type that cannot be printed count too.
  private static long print(Consumer<TextBuffer> printer) {
    CountingStream counter = new CountingStream();
    TextBuffer out = new TextBuffer(counter);
    try {
      printer.accept(out);
    } catch (MalformedException e) {
      assertTrue(!e.problem().isEmpty());
    }
    out.flush();
    return counter.count;
  }

  private static final class CountingStream extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count(length);
    }

    private void count(int length) {
      count += length;
      assertTrue(count < LIMIT, "text without end");
    }
  }
}
