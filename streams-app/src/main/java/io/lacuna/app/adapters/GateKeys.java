package io.lacuna.app.adapters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.apache.kafka.common.config.ConfigException;

/** Ed25519 keys in PEM files as {@code openssl genpkey -algorithm ed25519} writes them. */
public final class GateKeys {
  private GateKeys() {}

  /**
   * @throws ConfigException if the file holds no such key
   */
  public static PublicKey readPublic(Path file) {
    byte[] der = der(file, "PUBLIC KEY");
    try {
      return KeyFactory.getInstance(PromotionGate.ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw noKey(file, "PUBLIC KEY");
    }
  }

  /**
   * Signs bytes.
   *
   * @param file the private key
   * @throws ConfigException if the file holds no such key
   */
  public static byte[] sign(Path file, byte[] content) {
    byte[] der = der(file, "PRIVATE KEY");
    try {
      PrivateKey key =
          KeyFactory.getInstance(PromotionGate.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      Signature signer = Signature.getInstance(PromotionGate.ALGORITHM);
      signer.initSign(key);
      signer.update(content);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw noKey(file, "PRIVATE KEY");
    }
  }

  private static byte[] der(Path file, String kind) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      String head = "-----BEGIN " + kind + "-----";
      int from = text.indexOf(head);
      int to = text.indexOf("-----END " + kind + "-----");
      if (from < 0 || to < from) {
        throw noKey(file, kind);
      }
      return Base64.getMimeDecoder().decode(text.substring(from + head.length(), to));
    } catch (IOException e) {
      throw new ConfigException("cannot read the key file " + file + ": " + e);
    } catch (IllegalArgumentException e) {
      throw noKey(file, kind);
    }
  }

  private static ConfigException noKey(Path file, String kind) {
    return new ConfigException(
        file + " must hold an Ed25519 " + kind + " in PEM (openssl genpkey -algorithm ed25519)");
  }
}
