package io.lacuna.app.intake.chunk;

import static io.lacuna.app.intake.chunk.CallHarness.boundary;
import static io.lacuna.app.intake.chunk.CallHarness.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.CallSound;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call recorded in chunks of 200 ms with gaps and two speakers, transcripts keyed by call and
 * images keyed by screen recording become observations of utterances: both topologies, one behind
 * the other.
 */
class CallToObservationTest {
  /** Chunks of either channel that never came. */
  private static final Map<String, Set<Long>> LOST =
      Map.of("agent", Set.of(21L, 22L, 23L), "customer", Set.of(8L));

  private static final long FRAMES_PER_CHUNK = CallSound.CHUNK_MS;

  @TempDir Path stateDir;

  @Test
  void aCallBecomesUtterancesWithTheRightPresence() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir.resolve("intake"), false);
        PipelineHarness pipeline =
            PipelineHarness.open(
                "utterance",
                stateDir.resolve("pipeline"),
                new SizeModel(),
                CallSound.T0,
                "utterance.window.expected",
                "image,text,audio")) {
      record(calls);
      transcribe(calls);
      wait(calls, pipeline, Duration.ofSeconds(10));
      pass(calls, pipeline);
      screens(pipeline);
      wait(calls, pipeline, Duration.ofSeconds(40));

      Map<String, Prediction> seen =
          pipeline.predictions().stream()
              .filter(p -> p.getCause() != Cause.RETENTION)
              .collect(Collectors.toMap(Prediction::getSubject, Function.identity()));
      assertThat(seen).containsOnlyKeys("u1", "u2", "u3", "u4");
      assertPresence(seen.get("u1"), "ITA", Map.of());
      assertPresence(seen.get("u2"), "-TA", Map.of(Modality.IMAGE, AbsenceReason.UNKNOWN));
      assertPresence(seen.get("u3"), "IT-", Map.of(Modality.AUDIO, AbsenceReason.ERROR));
      assertPresence(seen.get("u4"), "IT-", Map.of(Modality.AUDIO, AbsenceReason.UNKNOWN));
      assertThat(calls.imbalance()).isZero();
      assertThat(pipeline.balances()).containsOnly(0);
      assertThat(pipeline.deadLetters()).isEmpty();
    }
  }

  /** Six seconds of two speakers; some chunks are lost, and one in four is sent twice. */
  private static void record(CallHarness calls) {
    for (long sequence = 0; sequence < 6_000 / FRAMES_PER_CHUNK; sequence++) {
      for (String channel : LOST.keySet()) {
        if (!LOST.get(channel).contains(sequence)) {
          calls.send(made("call-7", channel, sequence));
          if (sequence % 4 == 0) {
            calls.send(made("call-7", channel, sequence));
          }
        }
      }
    }
  }

  private static void transcribe(CallHarness calls) {
    calls.send(boundary("call-7", "agent", "u1", 120, 1_480).setText("hello, how can I help"));
    calls.send(boundary("call-7", "customer", "u2", 1_500, 3_900).setText("my card is gone"));
    calls.send(boundary("call-7", "agent", "u3", 4_000, 5_200).setText("I lock it for you"));
    calls.send(boundary("call-7", "third", "u4", 5_000, 5_600).setText("(not recorded)"));
  }

  /** Screen recordings name the utterance in a field; the record key is their own. */
  private static void screens(PipelineHarness pipeline) {
    for (String[] screen : new String[][] {{"rec-1", "u1"}, {"rec-2", "u3"}, {"rec-3", "u4"}}) {
      Sample image =
          PipelineHarness.sample(
              screen[0],
              Modality.IMAGE,
              1_000,
              new InlineBytes("image/png", ByteBuffer.wrap(new byte[] {1, 2, 3})));
      image.setCorrelationId(screen[1]);
      image.setSubject(image.getCorrelationId());
      pipeline.send(image);
    }
  }

  /** What the intake writes is what the pipeline reads. */
  private static void pass(CallHarness calls, PipelineHarness pipeline) {
    for (Modality m : new Modality[] {Modality.TEXT, Modality.AUDIO}) {
      for (TestRecord<String, Sample> sample : calls.samples(m)) {
        assertThat(sample.key()).isEqualTo(sample.value().getSubject());
        pipeline.send(sample.value());
      }
    }
  }

  private static void wait(CallHarness calls, PipelineHarness pipeline, Duration time) {
    for (int i = 0; i < 10; i++) {
      calls.wall(time.dividedBy(10));
      pipeline.wall(time.dividedBy(10));
    }
  }

  private static void assertPresence(
      Prediction p, String letters, Map<Modality, AbsenceReason> absences) {
    assertThat(p.getPresenceLetters()).as(p.getSubject()).isEqualTo(letters);
    assertThat(p.getSite()).isEqualTo("north");
    assertThat(
            p.getAbsences().stream()
                .collect(Collectors.toMap(Absence::getModality, Absence::getReason)))
        .as(p.getSubject())
        .isEqualTo(absences);
  }
}
