package io.lacuna.app.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.batch.Payloads;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Encryption;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** Services without keys, and services that want everything encrypted. */
class PayloadOpenerTest {
  private static final PayloadLimits LIMITS = new PayloadLimits(1024, 1024, null, 1024);

  private static Sample sample(boolean sealed) {
    Sample sample =
        PipelineHarness.sample(
            "p",
            Modality.TEXT,
            0,
            new InlineBytes("text/plain", ByteBuffer.wrap(new byte[] {'o', 'k'})));
    sample.setEncryption(sealed ? new Encryption("id") : null);
    return sample;
  }

  @Test
  void withoutKeysPlainPayloadsAreReadAndSealedOnesRefusedByName() throws Exception {
    Payloads payloads = new Payloads(LIMITS);
    assertThat(((Payload.Encoded) payloads.of(sample(false))).bytes()).containsExactly('o', 'k');
    assertThatThrownBy(() -> payloads.of(sample(true)))
        .isInstanceOfSatisfying(
            PayloadException.class, e -> assertThat(e.reason()).isEqualTo(RejectReason.NO_KEYS));
  }

  @Test
  void whereEncryptionIsRequiredAPlainPayloadIsRefused() {
    PayloadOpener opener =
        new CipherOpener(
            () -> {
              throw new AssertionError("no key is needed for it");
            },
            true);
    assertThatThrownBy(() -> new Payloads(LIMITS, opener).of(sample(false)))
        .isInstanceOfSatisfying(
            PayloadException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_ENCRYPTED));
  }

  @Test
  void aRecordingKeepsWhatStandsInTheLog() throws Exception {
    Payloads payloads = new Payloads(LIMITS, PayloadOpener.AS_IT_STANDS);
    assertThat(((Payload.Encoded) payloads.of(sample(true))).bytes()).containsExactly('o', 'k');
  }

  @Test
  void wrongKeysAreRefusedByNameAndNotRepeated() {
    assertThatThrownBy(() -> load(Map.of("privacy.kek", "c2hvcnQgc2VjcmV0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("privacy.kek")
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageNotContaining("c2hvcnQgc2VjcmV0");
    assertThatThrownBy(() -> load(Map.of("privacy.required", "true")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("privacy.kek");
  }

  private static void load(Map<String, String> keys) {
    ConfigLoader.load(
        Map.of("bootstrap.servers", "localhost:1", "schema.registry.url", "mock://keys"),
        Map.of(),
        keys);
  }
}
