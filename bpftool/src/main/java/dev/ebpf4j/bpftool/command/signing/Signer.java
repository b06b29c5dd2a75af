package dev.ebpf4j.bpftool.command.signing;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.loadergen.LoaderProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/// Signs loader programs with the key and the certificate that the options name: CMS (PKCS#7) as
/// the kernel verifies it, detached, SHA-256, without attributes and certificates, the signer known
/// by the certificate's key identifier.
public final class Signer {

  /// What the kernel takes, and upstream makes, at most.
  private static final int LARGEST = 4096;

  private final PrivateKey key;
  private final X509Certificate certificate;

  private Signer(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /// The signer that the options name.
  ///
  /// @throws CommandException if key or certificate cannot be read, or do not belong together
  public static Signer of(Session session) {
    try {
      PrivateKey key = Credentials.key(named(session.options().privateKey()));
      X509Certificate certificate = Credentials.certificate(named(session.options().certificate()));
      Signer signer = new Signer(key, certificate);
      signer.checkPair();
      return signer;
    } catch (SigningException e) {
      throw failure(e);
    }
  }

  private static String named(@Nullable String file) {
    if (file == null) {
      throw new IllegalStateException("-S without key or certificate");
    }
    return file;
  }

  /// Upstream's words, then what is wrong.
  private static CommandException failure(SigningException e) {
    return CommandException.errno("failed to sign program: " + e.getMessage(), Errno.EINVAL, e);
  }

  /// The certificate in DER.
  public byte[] certificate() {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw failure(new SigningException("the certificate cannot be encoded", e));
    }
  }

  /// The signature of a loader's instructions.
  public byte[] sign(LoaderProgram loader) {
    try {
      byte[] signature = cms(loader.instructions());
      if (signature.length > LARGEST) {
        throw new SigningException("the signature has more than " + LARGEST + " bytes", null);
      }
      return signature;
    } catch (SigningException e) {
      throw failure(e);
    }
  }

  private byte[] cms(byte[] content) throws SigningException {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new SignerInfoGeneratorBuilder(
                  new JcaDigestCalculatorProviderBuilder().build(), Signer::withoutDigest)
              .setDirectSignature(true)
              .build(new JcaContentSignerBuilder(algorithm(key)).build(key), keyIdentifier()));
      return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
    } catch (OperatorCreationException | CMSException | IOException e) {
      throw new SigningException("the key cannot sign: " + e.getMessage(), e);
    }
  }

  /// Kernels know RSA signatures by RSA's own number alone; the digest is named beside it.
  private static AlgorithmIdentifier withoutDigest(AlgorithmIdentifier algorithm) {
    return algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)
        ? new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE)
        : algorithm;
  }

  private byte[] keyIdentifier() throws SigningException {
    try {
      Extension extension =
          new JcaX509CertificateHolder(certificate).getExtension(Extension.subjectKeyIdentifier);
      if (extension == null) {
        throw new SigningException("the certificate has no subject key identifier", null);
      }
      return SubjectKeyIdentifier.getInstance(extension.getParsedValue()).getKeyIdentifier();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SigningException("the certificate's extensions cannot be read", e);
    }
  }

  private static String algorithm(PrivateKey key) throws SigningException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default ->
          throw new SigningException(
              "keys of type " + key.getAlgorithm() + " sign no programs", null);
    };
  }

  /// Something signed with the key has to be good for the certificate.
  private void checkPair() throws SigningException {
    String mismatch = "the private key does not match the certificate";
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(LoaderProgram.LICENSE.getBytes(StandardCharsets.US_ASCII));
      byte[] bytes = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(LoaderProgram.LICENSE.getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(bytes)) {
        throw new SigningException(mismatch, null);
      }
    } catch (GeneralSecurityException e) {
      throw new SigningException(mismatch, e);
    }
  }
}
