package io.lacuna.app.intake.chunk;

import static io.lacuna.app.harness.CallSound.audio;
import static io.lacuna.app.intake.chunk.CallHarness.boundary;
import static io.lacuna.app.intake.chunk.CallHarness.header;
import static io.lacuna.app.intake.chunk.CallHarness.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.CallSound;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.UtteranceEnd;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Call audio through Kafka Streams: records in, samples and dead letters out. */
class ChunkStepsTest {
  @TempDir Path stateDir;

  private static byte[] pcm(Sample sample) throws Exception {
    InlineBytes wav = (InlineBytes) sample.getPayload();
    assertThat(wav.getMediaType()).isEqualTo("audio/wav");
    byte[] bytes = new byte[wav.getBytes().remaining()];
    wav.getBytes().duplicate().get(bytes);
    try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(bytes))) {
      assertThat(in.getFormat().getSampleRate()).isEqualTo(8000);
      assertThat(in.getFormat().getChannels()).isEqualTo(1);
      return in.readAllBytes();
    }
  }

  @Test
  void aTranscriptIsBothTextAndBoundary() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      calls.send(boundary("call", "agent", "u1", 100, 500).setText("good morning"));
      for (long sequence = 0; sequence < 3; sequence++) {
        calls.send(made("call", "customer", sequence));
        calls.send(made("call", "agent", sequence));
      }

      TestRecord<String, Sample> text = calls.samples(Modality.TEXT).get(0);
      assertThat(text.key()).isEqualTo("u1");
      assertThat(text.value().getSubject()).isEqualTo("u1");
      assertThat(text.value().getEventTime()).isEqualTo(Instant.ofEpochMilli(CallSound.T0 + 100));
      List<TestRecord<String, Sample>> audio = calls.samples(Modality.AUDIO);
      assertThat(audio).singleElement().extracting(TestRecord::key).isEqualTo("u1");
      Sample sample = audio.get(0).value();
      assertThat(pcm(sample)).isEqualTo(audio("agent", 100, 500));
      assertThat(sample.getEventTime()).isEqualTo(text.value().getEventTime());
      assertThat(sample.getSite()).isEqualTo("north");
      assertThat(sample.getSource()).isEqualTo("agent");
      assertThat(sample.getQuality()).isEqualTo(1);
      assertThat(header(audio.get(0), UtteranceSamples.CALL)).isEqualTo("call");
      assertThat(header(audio.get(0), UtteranceSamples.GAPS)).isNull();
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void gapsAreSilenceAndMarkedAndTooManyAreAnAbsence() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      for (long sequence : new long[] {0, 1, 3, 4, 5}) {
        calls.send(made("call", "agent", sequence));
      }
      calls.send(boundary("call", "agent", "u1", 0, 1000));
      calls.send(boundary("call", "agent", "u2", 1000, 2000));
      calls.send(boundary("call", "customer", "u3", 0, 1000));
      assertThat(calls.samples(Modality.AUDIO)).isEmpty();

      calls.wall(Duration.ofSeconds(3));
      calls.wall(Duration.ofMillis(100));

      List<TestRecord<String, Sample>> samples = calls.samples(Modality.AUDIO);
      assertThat(samples).extracting(TestRecord::key).containsExactly("u1", "u2", "u3");
      byte[] expected = audio("agent", 0, 1000);
      Arrays.fill(expected, 400 * 16, 600 * 16, (byte) 0);
      assertThat(pcm(samples.get(0).value())).isEqualTo(expected);
      assertThat(samples.get(0).value().getQuality()).isEqualTo(0.8f);
      assertThat(header(samples.get(0), UtteranceSamples.GAPS)).isEqualTo("400-600");
      assertThat(header(samples.get(0), UtteranceSamples.MISSING_MS)).isEqualTo("200");
      assertThat(samples.get(1).value().getPayload())
          .isEqualTo(new AbsenceMarker(AbsenceReason.ERROR));
      assertThat(header(samples.get(1), UtteranceSamples.PROBLEM)).isEqualTo("TOO_MANY_GAPS");
      assertThat(header(samples.get(1), UtteranceSamples.GAPS)).isEqualTo("200-1000");
      assertThat(samples.get(2).value().getPayload())
          .isEqualTo(new AbsenceMarker(AbsenceReason.UNKNOWN));
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void aRestartGoesOnFromTheStores() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      calls.send(made("call", "agent", 0));
      calls.send(made("call", "agent", 1));
      calls.send(boundary("call", "agent", "u1", 0, 600));
      calls.restart();
      calls.send(made("call", "agent", 1));
      calls.send(made("call", "agent", 2));

      assertThat(pcm(calls.samples(Modality.AUDIO).get(0).value()))
          .isEqualTo(audio("agent", 0, 600));
      assertThat(calls.ledger().getDuplicate()).isEqualTo(1);
      assertThat(calls.ledger().getUsed()).isEqualTo(3);
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void whatNobodyClaimsIsADeadLetterThatPointsToIt() {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      calls.send(made("call", "agent", 7));
      calls.wall(Duration.ofMinutes(1));

      List<TestRecord<byte[], byte[]>> letters = calls.deadLetters();
      assertThat(letters).singleElement();
      assertThat(header(letters.get(0), DeadLetters.KIND)).isEqualTo(DeadLetters.POINTER);
      assertThat(header(letters.get(0), DeadLetters.STAGE)).isEqualTo("intake");
      assertThat(header(letters.get(0), DeadLetters.ORIGIN_TOPIC)).isEqualTo("calls.audio");
      Rejection rejection = calls.rejection(letters.get(0).value());
      assertThat(rejection.getReason()).isEqualTo("CHUNK_UNCLAIMED");
      assertThat(rejection.getWindowId()).isEqualTo("agent/7");
      assertThat(rejection.getRef().getOffset()).isZero();
      assertThat(calls.deadLetters).containsExactly(RejectReason.CHUNK_UNCLAIMED);
      assertThat(calls.ledger().getUnclaimed()).isEqualTo(1);
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void recordsThatCannotBeBelievedAreDeadLettersWithTheirBytes() {
    try (CallHarness calls = new CallHarness(stateDir, false)) {
      byte[] junk = {1, 2, 3};
      calls.sendChunk(junk);
      calls.sendChunk(null);
      calls.sendBoundary(junk);
      calls.sendChunk(new byte[(1 << 20) + 1]);
      calls.send(made("call", "agent", 0).setAudio(ByteBuffer.wrap(new byte[3])));
      calls.send(made("call", "agent", 0).setAudio(ByteBuffer.allocate(0)));
      calls.send(made("call", "agent", 0).setEventTime(Instant.parse("2100-01-01T00:00:00Z")));
      calls.send(made("c".repeat(257), "agent", 0));
      calls.send(made(" ", "agent", 0));
      calls.send(made("call", "agent", 0).setSampleRate(0));
      calls.send(boundary("call", "agent", " ", 0, 100));
      calls.send(boundary("call", "agent", "u".repeat(257), 0, 100));
      calls.send(boundary("call", "agent", "u", 0, 100).setSubjectKind("k".repeat(257)));
      calls.send(boundary("call", "agent", "u", 0, 100).setText("t".repeat((1 << 19) + 1)));
      calls.send(boundary("call", "agent", "u", 100, 0).setText("none of it is sent on"));

      assertThat(calls.deadLetters)
          .containsExactly(
              RejectReason.NOT_REGISTRY_FORMAT,
              RejectReason.NOT_REGISTRY_FORMAT,
              RejectReason.NOT_REGISTRY_FORMAT,
              RejectReason.RECORD_TOO_LARGE,
              RejectReason.UNDECODABLE_AUDIO,
              RejectReason.EMPTY_AUDIO,
              RejectReason.EVENT_TIME_OUT_OF_RANGE,
              RejectReason.RECORD_TOO_LARGE,
              RejectReason.KEY_MISMATCH,
              RejectReason.UNDECODABLE_AUDIO,
              RejectReason.UTTERANCE_OUT_OF_RANGE,
              RejectReason.RECORD_TOO_LARGE,
              RejectReason.RECORD_TOO_LARGE,
              RejectReason.PAYLOAD_TOO_LARGE,
              RejectReason.UTTERANCE_OUT_OF_RANGE);
      assertThat(calls.deadLetters())
          .hasSize(15)
          .first()
          .extracting(TestRecord::value)
          .isEqualTo(junk);
      assertThat(calls.samples(Modality.TEXT)).isEmpty();
      assertThat(calls.ledger().getDeadLetter()).isEqualTo(9);
      assertThat(calls.ledger().getBoundaryDeadLetter()).isEqualTo(6);
      assertThat(calls.imbalance()).isZero();
    }
  }

  @Test
  void marksInChunksEndUtterancesWhereAFeedHasNoBoundaries() throws Exception {
    try (CallHarness calls = new CallHarness(stateDir, true)) {
      calls.send(made("call", "agent", 5));
      calls.send(made("call", "agent", 6).setUtteranceEnd(new UtteranceEnd("u1", 1050L)));
      calls.send(
          made("call", "agent", 7)
              .setUtteranceEnd(new UtteranceEnd("u2", 1600L))
              .setEndOfCall(true));

      List<TestRecord<String, Sample>> samples = calls.samples(Modality.AUDIO);
      assertThat(samples).singleElement().extracting(TestRecord::key).isEqualTo("u1");
      assertThat(pcm(samples.get(0).value())).isEqualTo(audio("agent", 1050, 1400));
      assertThat(samples.get(0).value().getEventTime())
          .isEqualTo(Instant.ofEpochMilli(CallSound.T0 + 1050));
      assertThat(calls.deadLetters).containsExactly(RejectReason.UTTERANCE_OUT_OF_RANGE);
      assertThat(calls.imbalance()).isZero();
    }
  }
}
