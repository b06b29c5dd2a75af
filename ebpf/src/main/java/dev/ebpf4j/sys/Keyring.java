package dev.ebpf4j.sys;

import dev.ebpf4j.error.SyscallException;
import java.lang.foreign.MemorySegment;

/// The kernel's keyrings, see keyrings(7).
public final class Keyring {

  /// The keyring of the session that the process belongs to.
  public static final int SESSION = -3;

  private Keyring() {}

  /// Adds an X.509 certificate, whose key then verifies signatures.
  ///
  /// @param keyring number of a keyring, such as [#SESSION]
  /// @param description name of the key in its ring
  /// @param certificate in DER
  /// @return the key's number
  /// @throws SyscallException if the kernel does not take it
  public static int addCertificate(
      Kernel kernel, int keyring, String description, byte[] certificate) {
    try (Attr memory = new Attr(Long.BYTES)) {
      MemorySegment type = memory.string("asymmetric");
      MemorySegment name = memory.string(description);
      MemorySegment payload = memory.bytes(certificate);
      long key =
          kernel.call(
              Call.ADD_KEY,
              type.address(),
              name.address(),
              payload.address(),
              certificate.length,
              keyring,
              0);
      return (int) Os.check("add_key", description, key);
    }
  }
}
