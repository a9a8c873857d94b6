package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.intake.utterance.CallPolicy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of call audio. */
class ChunkKeysTest {
  private static CallPolicy policy(Map<String, String> given) {
    return ChunkKeys.policy(ChunkKeys.define(new ConfigDef()).parse(given), 1 << 20);
  }

  @Test
  void theDefaultsHoldHalfAMinuteOfWidebandSpeech() {
    CallPolicy p = policy(Map.of());

    assertThat(p.byMarks()).isTrue();
    assertThat(p.maxLength()).isEqualTo(Duration.ofSeconds(30));
    assertThat(p.maxWavBytes()).isGreaterThan(30 * 16_000 * Short.BYTES + 44);
    // both speakers for as long as a chunk can wait
    assertThat(p.maxBytes()).isGreaterThan(2 * 40 * 16_000 * Short.BYTES);
    // the same and their memory in chunks of 20 ms
    assertThat(p.maxChunks()).isGreaterThan(2 * 50 * (40 + 120));
  }

  @Test
  void whatIsGivenIsTaken() {
    CallPolicy p =
        policy(
            Map.of(
                "boundaries.topic", "transcripts",
                "utterance.max", "12s",
                "chunk.patience", "3s",
                "chunk.remember", "0s",
                "gaps.max.share", "0.5",
                "call.max.chunks", "7",
                "call.max.bytes", "2KiB",
                "call.max.utterances", "5"));

    assertThat(p)
        .isEqualTo(
            new CallPolicy(
                false,
                Duration.ofSeconds(12),
                Duration.ofSeconds(3),
                Duration.ZERO,
                0.5,
                7,
                2048,
                5,
                (1 << 20) - (64 << 10)));
  }

  @ParameterizedTest
  @CsvSource({
    "utterance.max,soon",
    "gaps.max.share,1.1",
    "call.max.chunks,0",
    "call.max.bytes,1B",
    "call.max.utterances,257"
  })
  void whatIsNotAllowedIsRefusedByName(String key, String value) {
    assertThatThrownBy(() -> policy(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }
}
