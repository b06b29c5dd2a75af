package dev.ebpf4j.procfs;

import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The configuration that a kernel was built with: lines such as `CONFIG_BPF=y`.
public final class KernelConfig {

  private final String text;

  private KernelConfig(String text) {
    this.text = text;
  }

  /// Reads `/boot/config-RELEASE` or else `/proc/config.gz`; either may be compressed.
  ///
  /// @throws NotFoundException if there is neither
  public static KernelConfig running(Kernel kernel) {
    String release = KernelVersion.running(kernel).release();
    byte[] bytes;
    try {
      bytes = Os.readFile(kernel, "/boot/config-" + release);
    } catch (BpfException _) {
      bytes = Os.readFile(kernel, "/proc/config.gz");
    }
    return parse(bytes);
  }

  /// A configuration as bytes, plain or compressed with gzip.
  static KernelConfig parse(byte[] bytes) {
    byte[] plain = bytes;
    if (bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        plain = in.readAllBytes();
      } catch (IOException e) {
        throw new MalformedException("kernel configuration", -1, String.valueOf(e.getMessage()));
      }
    }
    return new KernelConfig(new String(plain, StandardCharsets.UTF_8));
  }

  /// Whether the second line says that the kernel's own build wrote this.
  public boolean isGenuine() {
    int second = text.indexOf('\n') + 1;
    return second > 0 && text.startsWith("# Automatically generated file; DO NOT EDIT.\n", second);
  }

  /// The value of an option such as `CONFIG_HZ`: `y`, `m`, a number, a text in quotes; null if it
  /// is not set.
  public @Nullable String value(String option) {
    int at = text.startsWith(option + '=') ? 0 : text.indexOf('\n' + option + '=') + 1;
    if (at == 0 && !text.startsWith(option + '=')) {
      return null;
    }
    int end = text.indexOf('\n', at);
    return text.substring(at + option.length() + 1, end < 0 ? text.length() : end);
  }

  /// The whole text.
  public String text() {
    return text;
  }
}
