package io.lacuna.app.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Two certificate authorities and what they signed, made by the JDK's keytool: {@code ca} signed
 * {@code server} (for localhost), {@code expired}, {@code elsewhere} (another host's) and {@code
 * client}; {@code otherca} signed {@code stranger}.
 */
public final class Certificates {
  public static final String PASSWORD = "changeit";

  private final Path dir;
  private final Path all;

  private Certificates(Path dir) {
    this.dir = dir;
    this.all = dir.resolve("all.p12");
  }

  public static Certificates make(Path dir) throws Exception {
    Certificates made = new Certificates(Files.createDirectories(dir));
    made.key("ca", "-ext", "bc:c=ca:true", "-ext", "ku=keyCertSign");
    made.key("otherca", "-ext", "bc:c=ca:true", "-ext", "ku=keyCertSign");
    made.key("server", "-signer", "ca", "-ext", "san=dns:localhost,dns:store.test");
    made.key(
        "expired",
        "-signer",
        "ca",
        "-ext",
        "san=dns:localhost",
        "-startdate",
        "-9d",
        "-validity",
        "5");
    made.key("elsewhere", "-signer", "ca", "-ext", "san=dns:elsewhere.example.org");
    made.key("client", "-signer", "ca");
    made.key("stranger", "-signer", "otherca");
    for (String alias : List.of("server", "expired", "elsewhere", "client", "stranger")) {
      made.writeKey(alias);
    }
    made.writeAuthority("ca");
    made.writeAuthority("otherca");
    return made;
  }

  private void key(String alias, String... further) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-keystore", all.toString(), "-storepass", PASSWORD));
    command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
    command.addAll(Arrays.asList(further));
    Path said = dir.resolve("keytool.txt");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(keytool.waitFor()).as(() -> read(said)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void writeKey(String alias) throws IOException, GeneralSecurityException {
    KeyStore from = load(all);
    KeyStore to = KeyStore.getInstance("PKCS12");
    to.load(null, null);
    char[] password = PASSWORD.toCharArray();
    to.setKeyEntry(alias, from.getKey(alias, password), password, from.getCertificateChain(alias));
    store(to, keystore(alias));
  }

  private void writeAuthority(String alias) throws IOException, GeneralSecurityException {
    Certificate certificate = load(all).getCertificate(alias);
    Files.writeString(
        authority(alias),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(alias, certificate);
    store(trust, truststore(alias));
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void store(KeyStore store, Path file)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  /** PKCS12 file with the key and its chain. */
  public Path keystore(String alias) {
    return dir.resolve(alias + ".p12");
  }

  /** PKCS12 file with an authority alone. */
  public Path truststore(String alias) {
    return dir.resolve(alias + "-trust.p12");
  }

  /** PEM file with an authority alone. */
  public Path authority(String alias) {
    return dir.resolve(alias + ".pem");
  }

  /** A server's side of TLS, with the key of that name. */
  public SSLContext server(String alias) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(keystore(alias)), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
