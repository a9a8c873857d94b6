package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.CutOver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gate lets through, with keys in files as people have them. */
class PromotionGateTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String PASSED =
      "{\"adapter_digest\": \"" + DIGEST + "\", \"passed\": true, \"auroc\": 0.91}";

  @TempDir Path dir;
  private Path privateKey;
  private PromotionGate gate;

  @BeforeEach
  void makeKeys() throws Exception {
    privateKey = writeKeys("gate");
    gate = new PromotionGate(GateKeys.readPublic(dir.resolve("gate.pub")));
  }

  private Path writeKeys(String name) throws GeneralSecurityException, IOException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(dir.resolve(name + ".pub"), pem("PUBLIC KEY", pair.getPublic()));
    return Files.writeString(dir.resolve(name + ".pem"), pem("PRIVATE KEY", pair.getPrivate()));
  }

  private static String pem(String kind, Key key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  private CutOver signed(String evaluation, Path key) {
    byte[] signature = GateKeys.sign(key, evaluation.getBytes(StandardCharsets.UTF_8));
    return cutOver(evaluation, signature);
  }

  private static CutOver cutOver(String evaluation, byte[] signature) {
    return new CutOver(
        "id",
        "*/*",
        DIGEST,
        Instant.EPOCH,
        evaluation,
        signature == null ? null : ByteBuffer.wrap(signature));
  }

  private void refused(CutOver cutOver, CutOverReason reason) {
    assertThatThrownBy(() -> gate.check(cutOver))
        .isInstanceOfSatisfying(
            CutOverRefused.class, e -> assertThat(e.reason()).isEqualTo(reason.name()));
  }

  @Test
  void letsASignedEvaluationThatPassedThrough() {
    assertThatCode(() -> gate.check(signed(PASSED, privateKey))).doesNotThrowAnyException();
  }

  @Test
  void refusesWithoutEvaluationOrSignature() {
    refused(cutOver(null, null), CutOverReason.EVALUATION_MISSING);
    refused(cutOver(PASSED, null), CutOverReason.EVALUATION_MISSING);
  }

  @Test
  void refusesAnotherKeyAChangedTextAndAShortSignature() throws Exception {
    refused(signed(PASSED, writeKeys("stranger")), CutOverReason.SIGNATURE_INVALID);
    byte[] signature = GateKeys.sign(privateKey, PASSED.getBytes(StandardCharsets.UTF_8));
    refused(cutOver(PASSED + " ", signature), CutOverReason.SIGNATURE_INVALID);
    refused(cutOver(PASSED, new byte[3]), CutOverReason.SIGNATURE_INVALID);
  }

  @Test
  void refusesTheEvaluationOfAnotherAdapter() {
    refused(signed(PASSED.replace("ab", "cd"), privateKey), CutOverReason.EVALUATION_INVALID);
  }

  @Test
  void refusesWhatDidNotPass() {
    refused(
        signed(PASSED.replace("true", "false"), privateKey), CutOverReason.EVALUATION_NOT_PASSED);
    refused(
        signed(PASSED.replace("true", "\"true\""), privateKey),
        CutOverReason.EVALUATION_NOT_PASSED);
  }

  @Test
  void refusesAnEvaluationThatSaysTwoThings() {
    String both = PASSED.replace("\"auroc\"", "\"passed\": false, \"auroc\"");
    refused(signed(both, privateKey), CutOverReason.EVALUATION_INVALID);
  }

  @Test
  void aFileWithoutAKeyIsNamed() {
    assertThatThrownBy(() -> GateKeys.readPublic(privateKey))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("gate.pem")
        .hasMessageContaining("PUBLIC KEY");
  }
}
