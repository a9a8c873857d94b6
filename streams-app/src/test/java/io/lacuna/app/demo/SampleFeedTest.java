package io.lacuna.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.evaluate.PresenceScores;
import io.lacuna.app.evaluate.Truth;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The committed feeds through the committed models: every broken record ends where the contract
 * says, with its reason, and what is predicted of complete observations is far from the prior.
 */
class SampleFeedTest {
  /** Kinds of broken records in the recordings' manifests → reason of the dead letter. */
  private static final Map<String, String> REASONS =
      Map.of(
          "TRUNCATED_IMAGE", "UNDECODABLE_IMAGE",
          "HEADER_ONLY_WAV", "EMPTY_AUDIO",
          "YEAR_2100", "EVENT_TIME_OUT_OF_RANGE",
          "OVERSIZE_CLAIM", "PAYLOAD_TOO_LARGE");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "patient, mora, map, priorMap, 0.70",
    "utterance, mmolre, emotionMap, emotionPriorMap, 0.45"
  })
  void everyBrokenRecordEndsWhereItShouldAndTheModelHasLearnt(
      String pipeline, String adapter, String metric, String prior, double aim) throws Exception {
    RecordingFolder recording = new RecordingFolder(Path.of("../recordings").resolve(pipeline));
    recording.verify();
    Path models = Path.of("../models").resolve(pipeline);
    try (DjlScoringModel model =
            DjlScoringModel.open(models.resolve("base"), List.of(models.resolve(adapter)), "cpu");
        PipelineHarness h =
            PipelineHarness.open(pipeline, dir, model, recording.manifest().firstArrivalMs())) {
      play(recording, h);

      assertThat(h.balances()).containsOnly(0);
      assertThat(reasons(h)).isEqualTo(expectedReasons(recording));
      Map<String, Prediction> latest = new LinkedHashMap<>();
      h.predictions().forEach(p -> latest.put(p.getSubject() + '/' + p.getWindowId(), p));
      assertThat(latest.values()).allMatch(Prediction::getIsFinal);
      assertThat(latest.values())
          .filteredOn(p -> p.getScores() != null)
          .allSatisfy(
              p -> {
                boolean seen = p.getPresence() != 0;
                assertThat(p.getCalibrated()).isEqualTo(seen);
                assertThat(p.getConfidence() != null).isEqualTo(seen);
                assertThat(p.getSets()).hasSize(seen ? p.getScores().size() : 0);
              });
      Map<String, Object> complete =
          PresenceScores.of(latest.values(), Truth.read(recording.root())).get("ITA");
      double[] interval = (double[]) complete.get(metric + "Interval");
      assertThat(interval[0]).isGreaterThan((Double) complete.get(prior));
      assertThat((Double) complete.get(metric)).isGreaterThan(aim);
    }
  }

  private static void play(RecordingFolder recording, PipelineHarness h) throws Exception {
    try (RecordingReader feed = recording.openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord r = feed.next();
        h.wallTo(r.getTimestamp().toEpochMilli());
        Modality m = Modality.valueOf(r.getTopic().toUpperCase(Locale.ROOT));
        String key = StandardCharsets.UTF_8.decode(r.getKey().duplicate()).toString();
        Sample sample = feed.sample(r).orElse(null);
        h.sendRaw(m, key, sample == null ? bytes(r.getValue()) : h.encode(sample));
      }
    }
    h.wall(Duration.ofHours(1));
    h.wall(Duration.ofHours(1));
  }

  private static Map<String, Integer> reasons(PipelineHarness h) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (TestRecord<byte[], byte[]> dead : h.deadLetters()) {
      byte[] reason = dead.headers().lastHeader(DeadLetters.REASON).value();
      reasons.merge(new String(reason, StandardCharsets.UTF_8), 1, Integer::sum);
    }
    return reasons;
  }

  private static Map<String, Integer> expectedReasons(RecordingFolder recording) throws Exception {
    Map<String, Integer> reasons = new TreeMap<>();
    recording
        .manifest()
        .counts()
        .get("broken")
        .forEach((kind, n) -> reasons.merge(REASONS.getOrDefault(kind, kind), n, Integer::sum));
    return reasons;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
