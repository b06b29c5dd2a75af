package dev.ebpf4j.loadergen;

import dev.ebpf4j.insn.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A loader program and its data.
///
/// @param maps number of maps in its context
/// @param programs number of programs in its context
/// @param checksData whether it refuses any data but its own, and data that others may change: it
///     needs an exclusive, frozen map, whose hash the kernel has taken. Since Linux 6.18.
@SuppressWarnings("ArrayRecordComponent") // handed on as they are, never compared
public record LoaderProgram(Code code, byte[] data, int maps, int programs, boolean checksData) {

  /// The licence it is loaded under.
  public static final String LICENSE = "Dual BSD/GPL";

  /// The instructions as bytes.
  public byte[] instructions() {
    return code.toByteArray();
  }

  /// SHA-256 of the instructions: the one program that may use the map of its data, where that map
  /// is an exclusive one.
  public byte[] hash() {
    return sha256(instructions());
  }

  /// Bytes of its context.
  public int contextSize() {
    return LoaderContext.size(maps, programs);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
