package dev.ebpf4j.bpftool.out;

import java.io.IOException;
import java.io.OutputStream;

/// A stream whose failures are told apart from those of any other stream: writing throws
/// [OutputException].
public final class CheckedStream extends OutputStream {

  private final OutputStream target;

  public CheckedStream(OutputStream target) {
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
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  @Override
  public void flush() {
    try {
      target.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }
}
