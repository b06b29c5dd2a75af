package dev.ebpf4j.bpftool.command.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `-S` writes is what openssl writes and verifies. Keys and certificates are made by openssl.
class SignerTest {

  private static final String OBJECT =
      Path.of(System.getProperty("project.root"), "testkit", "golden", "obj", "getpid.bpf.o")
          .toString();

  @TempDir Path directory;

  @BeforeEach
  void keys() throws Exception {
    certify("rsa", "rsa:2048");
    certify("other", "rsa:2048");
  }

  /// Makes NAME.pem, NAME.crt.pem and NAME.crt.der.
  private void certify(String name, String... kind) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=" + name));
    command.add("-newkey");
    command.addAll(List.of(kind));
    command.addAll(List.of("-keyout", name + ".pem", "-out", name + ".crt.pem"));
    openssl(command.toArray(new String[0]));
    openssl("x509", "-in", name + ".crt.pem", "-outform", "DER", "-out", name + ".crt.der");
  }

  private String openssl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(words));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "openssl is not installed");
      throw e;
    }
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), command + "\n" + text);
    return text;
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private Run sign(String key, String certificate) {
    return Run.ours(
        "-S", "-k", file(key), "-i", file(certificate), "gen", "skeleton", OBJECT, "name", "x");
  }

  /// An array of the skeleton.
  private static byte[] data(String header, String name) {
    String start = " " + name + "[] __attribute__((__aligned__(8))) = \"\\\n";
    int at = header.indexOf(start) + start.length();
    String text = header.substring(at, header.indexOf("\n\";\n", at)).replace("\\\n", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length() - 1; ) {
      boolean hex = text.charAt(i + 1) == 'x';
      bytes.write(hex ? Integer.parseInt(text.substring(i + 2, i + 4), 16) : 0);
      i += hex ? 4 : 2;
    }
    return bytes.toByteArray();
  }

  /// Signs, has openssl verify it, and gives the signature.
  private byte[] verified(String key, String certificate, String name) throws Exception {
    Run run = sign(key, certificate);
    assertEquals(0, run.status(), run.err());
    Files.write(directory.resolve("signature"), data(run.out(), "opts_sig"));
    Files.write(directory.resolve("signed"), data(run.out(), "opts_insn"));
    String said =
        openssl(
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "signature",
            "-content",
            "signed",
            "-certfile",
            name + ".crt.pem",
            "-CAfile",
            name + ".crt.pem",
            "-purpose",
            "any",
            "-out",
            "verified");
    assertTrue(said.contains("erification successful"), said);
    assertArrayEquals(
        MessageDigest.getInstance("SHA-256")
            .digest(Files.readAllBytes(directory.resolve("signed"))),
        data(run.out(), "opts_excl_hash"));
    return Files.readAllBytes(directory.resolve("signature"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa.crt.pem", "rsa.crt.der"})
  void asOpensslSigns(String certificate) throws Exception {
    byte[] ours = verified("rsa.pem", certificate, "rsa");
    openssl(
        "cms",
        "-sign",
        "-binary",
        "-noattr",
        "-nocerts",
        "-keyid",
        "-md",
        "sha256",
        "-signer",
        "rsa.crt.pem",
        "-inkey",
        "rsa.pem",
        "-in",
        "signed",
        "-outform",
        "DER",
        "-out",
        "theirs");
    assertArrayEquals(Files.readAllBytes(directory.resolve("theirs")), ours, "byte for byte");
  }

  @Test
  void oldAndBinaryKeyFiles() throws Exception {
    openssl("rsa", "-in", "rsa.pem", "-traditional", "-out", "old.pem");
    assertTrue(Files.readString(directory.resolve("old.pem")).contains("BEGIN RSA"));
    byte[] one = verified("old.pem", "rsa.crt.pem", "rsa");
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", "rsa.pem", "-outform", "DER", "-out", "rsa.der");
    assertArrayEquals(one, verified("rsa.der", "rsa.crt.pem", "rsa"));
  }

  @Test
  void ellipticCurves() throws Exception {
    certify("ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    assertTrue(verified("ec.pem", "ec.crt.der", "ec").length > 64);
  }

  @ParameterizedTest
  @CsvSource({
    "none, rsa.crt.pem, cannot be read: No such file or directory",
    "rsa.pem, none, cannot be read: No such file or directory",
    "rsa.crt.pem, rsa.crt.pem, holds no private key",
    "rsa.pem, rsa.pem, holds no certificate",
    "rsa.pem, other.crt.pem, the private key does not match the certificate",
    "cut.der, rsa.crt.pem, cannot be used",
    "rsa.pem, cut.der, cannot be used",
    "locked.pem, rsa.crt.pem, is encrypted",
    "ed.pem, ed.crt.pem, sign no programs",
    "ec.pem, rsa.crt.pem, the private key does not match the certificate",
    "rsa.pem, bare.crt.pem, no subject key identifier"
  })
  void whatIsWrongIsSaid(String key, String certificate, String reason) throws Exception {
    byte[] der = Files.readAllBytes(directory.resolve("rsa.crt.der"));
    Files.write(directory.resolve("cut.der"), Arrays.copyOf(der, der.length / 2));
    openssl("rsa", "-in", "rsa.pem", "-aes128", "-passout", "pass:secret", "-out", "locked.pem");
    certify("ed", "ed25519");
    certify("ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    openssl(
        "req",
        "-x509",
        "-key",
        "rsa.pem",
        "-subj",
        "/CN=bare",
        "-out",
        "bare.crt.pem",
        "-addext",
        "subjectKeyIdentifier=none",
        "-addext",
        "authorityKeyIdentifier=none");
    Run run = sign(key, certificate);
    assertEquals(234, run.status());
    assertEquals("", run.out(), "nothing is written");
    assertTrue(run.err().startsWith("Error: failed to sign program: "), run.err());
    assertTrue(run.err().contains(reason), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void inJson() {
    Run run =
        Run.ours("-j", "-S", "-k", file("none"), "-i", file("none"), "prog", "load", OBJECT, "x");
    assertEquals(234, run.status());
    assertTrue(run.out().startsWith("{\"error\":\"failed to sign program: "), run.out());
    assertEquals("", run.err());
    assertFalse(run.out().contains("}{"));
  }
}
