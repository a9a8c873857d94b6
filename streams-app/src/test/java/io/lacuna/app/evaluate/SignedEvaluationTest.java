package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.adapters.CutOverRefused;
import io.lacuna.app.adapters.GateKeys;
import io.lacuna.app.adapters.PromotionGate;
import io.lacuna.model.metric.Bounds;
import io.lacuna.schema.CutOver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation guards the promotion of an adapter: what is written is what the gate demands. */
class SignedEvaluationTest {
  @TempDir private Path dir;
  private Path key;
  private PromotionGate gate;
  private MadeRuns made;

  @BeforeEach
  void keys() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    key = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    gate = new PromotionGate(GateKeys.readPublic(pem("PUBLIC KEY", pair.getPublic().getEncoded())));
    made = new MadeRuns(dir);
  }

  private Path pem(String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(der);
    String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    return Files.writeString(dir.resolve(kind + ".pem"), text);
  }

  private CutOver cutOver(String adapter, List<Path> runs, String... required) throws IOException {
    Settings settings = new Settings(List.of(By.MASK), 0.5, 0, 100, 1, Bounds.ACCELERATED);
    EvaluationJob job =
        EvaluationJob.run(runs, made.truth(), settings, List.of(required), "evaluate");
    byte[] signature = GateKeys.sign(key, job.json().getBytes(StandardCharsets.UTF_8));
    return new CutOver(
        "id",
        "*/*",
        MadeRuns.digest(adapter),
        Instant.EPOCH,
        job.json(),
        ByteBuffer.wrap(signature));
  }

  @Test
  void theCandidateThatHoldsItsRequirementsPasses() throws IOException {
    List<Path> runs = List.of(made.run("old", 0, "old", 1), made.run("new", 0, "new", 3));
    CutOver cutOver = cutOver("new", runs, "macro_f1[ITA] >= 0.8", "delta macro_f1.low > 0");
    assertThatCode(() -> gate.check(cutOver)).doesNotThrowAnyException();
    refused(cutOver("old", runs, "macro_f1[ITA] >= 0.8"), "EVALUATION_INVALID");
  }

  @Test
  void onlyARequirementThatHoldsLetsItThrough() throws IOException {
    List<Path> runs = List.of(made.run("new", 0, "new", 3));
    refused(cutOver("new", runs, "macro_f1 >= 0.999"), "EVALUATION_NOT_PASSED");
    refused(cutOver("new", runs), "EVALUATION_NOT_PASSED");
  }

  private void refused(CutOver cutOver, String reason) {
    assertThatThrownBy(() -> gate.check(cutOver))
        .isInstanceOfSatisfying(
            CutOverRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
