package dev.ebpf4j.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallSymbolsTest {

  private static final String HEAD =
      """
      ffffffff81000000 T _text
      ffffffff81000100 t before
      ffffffff81001000 T __bpf_call_base
      ffffffff81001100 T after
      ffffffff81001100 T alias
      ffffffff81002000 T far
      """;
  private static final String TAIL =
      """
      ffffffffc0000000 t of_module\t[mod]
      ffffffff80000000 t low_module\t[mod]
      """;

  /// Gives a little at a time.
  private static final class Slow extends ByteArrayInputStream {
    Slow(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      int count = super.read(target, offset, Math.min(length, 100));
      return count;
    }
  }

  private static CallSymbols read(InputStream in, int... distances) {
    try (SymbolFile file = SymbolFile.reading(in)) {
      return CallSymbols.find(file, distances);
    }
  }

  @Test
  void symbolsBeforeAndBehindTheBaseAreFound() {
    CallSymbols symbols = read(new Slow(HEAD + TAIL), -0xf00, 0x100, 0x100, 0x1000, 0x50);
    assertEquals(0xffffffff81001000L, symbols.callBase());
    assertEquals("before", symbols.nameAt(0xffffffff81000100L));
    assertEquals("after", symbols.nameAt(0xffffffff81001100L));
    assertEquals("far", symbols.nameAt(0xffffffff81002000L));
    assertNull(symbols.nameAt(0xffffffff81001050L));
    assertNull(symbols.nameAt(1));
  }

  /// What lies behind the last symbol of use is not waited for.
  private static final class Endless extends InputStream {
    private final byte[] text;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int at;

    Endless(String text) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (at == text.length) {
        try {
          stopped.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return -1;
      }
      int count = Math.min(100, text.length - at);
      System.arraycopy(text, at, target, offset, count);
      at += count;
      return count;
    }
  }

  @Test
  void lookingStopsWhenAllIsFoundOrPassed() {
    for (int[] distances : new int[][] {{0x100}, {0x50}, {}, {-0xf00, 0x1000}}) {
      Endless endless = new Endless(HEAD);
      SymbolFile file = SymbolFile.reading(endless);
      CallSymbols symbols = CallSymbols.find(file, distances);
      assertEquals(0xffffffff81001000L, symbols.callBase());
      assertEquals(1, endless.stopped.getCount());
      file.close();
      endless.stopped.countDown();
    }
  }

  @Test
  void modulesBelowTheKernelAreLookedForAtTheEnd() throws IOException {
    int low = (int) (0xffffffff80000000L - 0xffffffff81001000L);
    CallSymbols symbols = read(new Slow(HEAD + TAIL), low);
    assertEquals("low_module", symbols.nameAt(0xffffffff80000000L));
  }

  @Test
  void hiddenAddressesGiveNothing() {
    Slow hidden = new Slow("0000000000000000 T _text\n0000000000000000 T __bpf_call_base\n");
    CallSymbols symbols = read(hidden, 0x100);
    assertEquals(0, symbols.callBase());
    assertNull(symbols.nameAt(0x100));
    assertEquals(0, read(new Slow("no such line\nffff"), 5).callBase());
  }
}
