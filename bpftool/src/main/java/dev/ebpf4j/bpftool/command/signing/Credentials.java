package dev.ebpf4j.bpftool.command.signing;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.util.FileBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/// Keys and certificates out of files.
final class Credentials {

  private static final int SEQUENCE = 0x30;

  private Credentials() {}

  /// The first private key in a PEM file, or a key that is the file in DER (PKCS#8).
  static PrivateKey key(String file) throws SigningException {
    byte[] bytes = read(file, "private key");
    try {
      return new JcaPEMKeyConverter().getPrivateKey(keyInfo(file, bytes));
    } catch (IOException | RuntimeException e) {
      throw new SigningException("private key '" + file + "' cannot be used: " + reason(e), e);
    }
  }

  private static PrivateKeyInfo keyInfo(String file, byte[] bytes)
      throws IOException, SigningException {
    if (isDer(bytes)) {
      return PrivateKeyInfo.getInstance(bytes);
    }
    try (PEMParser parser = parser(bytes)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (part instanceof PrivateKeyInfo info) {
          return info;
        }
        if (part.getClass().getSimpleName().contains("Encrypted")) {
          throw new SigningException("private key '" + file + "' is encrypted", null);
        }
      }
    }
    throw new SigningException("'" + file + "' holds no private key", null);
  }

  /// The certificate in a file, DER or the first in PEM.
  static X509Certificate certificate(String file) throws SigningException {
    byte[] bytes = read(file, "certificate");
    try {
      byte[] der = isDer(bytes) ? bytes : certificateInPem(file, bytes);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IOException | CertificateException | RuntimeException e) {
      throw new SigningException("certificate '" + file + "' cannot be used: " + reason(e), e);
    }
  }

  private static byte[] certificateInPem(String file, byte[] bytes)
      throws IOException, SigningException {
    try (PEMParser parser = parser(bytes)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof X509CertificateHolder holder) {
          return holder.getEncoded();
        }
      }
    }
    throw new SigningException("'" + file + "' holds no certificate", null);
  }

  private static PEMParser parser(byte[] bytes) {
    return new PEMParser(new StringReader(new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  /// A sequence whose length takes one to four more bytes.
  private static boolean isDer(byte[] bytes) {
    return bytes.length > 1
        && bytes[0] == SEQUENCE
        && (bytes[1] & 0xff) >= 0x81
        && (bytes[1] & 0xff) <= 0x84;
  }

  private static byte[] read(String file, String what) throws SigningException {
    try {
      return FileBytes.read(file);
    } catch (SyscallException e) {
      throw new SigningException(
          what + " '" + file + "' cannot be read: " + Errno.message(e.errno()), e);
    }
  }

  private static @Nullable String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
