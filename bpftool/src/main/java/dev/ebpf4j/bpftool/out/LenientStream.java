package dev.ebpf4j.bpftool.out;

import java.io.IOException;
import java.io.OutputStream;

/// A stream for words to people, such as standard error: what it does not take is lost, and the
/// command goes on all the same.
public final class LenientStream extends OutputStream {

  private final OutputStream target;

  public LenientStream(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
      target.flush();
    } catch (IOException _) {
      // Nobody listens any more.
    }
  }
}
