package io.lacuna.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.recording.Delay;
import io.lacuna.model.recording.Protocol;
import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded patient feed under questions; the model of the test is a function of sizes. */
class WhatIfTest {
  private static final RecordingFolder FEED = new RecordingFolder(Path.of("../recordings/patient"));

  @TempDir Path dir;
  private int runs;

  @Test
  void theSameQuestionGivesTheSameBytesWhateverTheBatchSize() throws IOException {
    RunManifest one = run(Perturbation.NONE, Map.of("batch.max.size", "1"), 1);
    RunManifest many = run(Perturbation.NONE, Map.of("batch.max.size", "32"), 2);
    assertThat(one.predictionsSha256()).isEqualTo(many.predictionsSha256());
    assertThat(one.records()).isEqualTo(1283);
  }

  @Test
  void everyObservationEndsWithOneFinalAndNoRevisionIsLeftOut() throws IOException {
    Map<String, List<Prediction>> windows =
        predictions(Perturbation.NONE).stream()
            .collect(Collectors.groupingBy(p -> p.getSubject() + " " + p.getWindowId()));
    assertThat(windows.values())
        .hasSizeGreaterThan(300)
        .allSatisfy(
            revisions -> {
              for (int i = 0; i < revisions.size(); i++) {
                assertThat(revisions.get(i).getRevision()).isEqualTo(i);
                assertThat(revisions.get(i).getIsFinal()).isEqualTo(i == revisions.size() - 1);
                assertThat(revisions.get(i).getScores()).isNotNull();
              }
            });
  }

  @Test
  void aDroppedModalityIsMissingForItsShareOfTheSubjectsAndForNobodyElse() throws IOException {
    Set<String> before = subjectsWith(predictions(Perturbation.NONE), 'A');
    Set<String> half = subjectsWith(predictions(drop(Map.of(Modality.AUDIO, 0.5))), 'A');
    assertThat(before).containsAll(half);
    assertThat((double) half.size() / before.size()).isBetween(0.4, 0.6);

    Set<String> both =
        subjectsWith(predictions(drop(Map.of(Modality.AUDIO, 0.5, Modality.TEXT, 0.5))), 'A');
    assertThat(both).as("another question moves nobody").isEqualTo(half);
  }

  @Test
  void aDelayMakesVerdictsWithoutItAndCorrectionsWithIt() throws IOException {
    Perturbation later =
        new Perturbation(
            Map.of(), Map.of(Modality.IMAGE, Delay.parse("fixed(4m)")), Map.of(), null, 1);
    List<Prediction> predictions = predictions(later);
    long before = completeAtOnce(predictions(Perturbation.NONE));
    assertThat(completeAtOnce(predictions))
        .as("of those whose other samples come late as well")
        .isLessThan(before / 20);
    assertThat(predictions).anyMatch(p -> p.getCause() == Cause.LATE);
  }

  @Test
  void aCorruptedPayloadIsAbsentWithReasonError() throws IOException {
    Perturbation broken = new Perturbation(Map.of(), Map.of(), Map.of(Modality.TEXT, 1.0), null, 1);
    List<Prediction> predictions = predictions(broken);
    assertThat(predictions).noneMatch(p -> p.getPresenceLetters().contains("T"));
    assertThat(predictions)
        .filteredOn(p -> !p.getBrokenInputs().isEmpty())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            p ->
                assertThat(p.getAbsences())
                    .anyMatch(
                        a ->
                            a.getModality() == Modality.TEXT
                                && a.getReason() == AbsenceReason.ERROR));
  }

  @Test
  void aProtocolShowsNoMoreThanItSays() throws IOException {
    Perturbation fixed =
        new Perturbation(Map.of(), Map.of(), Map.of(), Protocol.parse("fixed:I-A"), 1);
    assertThat(predictions(fixed)).noneMatch(p -> p.getPresenceLetters().contains("T"));
    assertThatThrownBy(() -> Protocol.parse("random:0.95"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 0.9");
  }

  @Test
  void protocolsKeepTheirRates() {
    Protocol random = Protocol.parse("random:0.6");
    Protocol mora = Protocol.parse("mora70:both");
    int seen = 0;
    int partial = 0;
    for (int i = 0; i < 10_000; i++) {
      assertThat(random.shown(3, "s" + i).modalities()).isNotEmpty();
      seen += random.shown(3, "s" + i).modalities().size();
      partial += mora.shown(3, "s" + i).modalities().size() < 3 ? 1 : 0;
      assertThat(mora.shown(3, "s" + i).has(Modality.AUDIO)).isTrue();
    }
    // each of three with 0.4, and one where there would be none: 1.2 + 0.6^3
    assertThat(seen / 10_000.0).isBetween(1.38, 1.45);
    assertThat(partial / 10_000.0).isBetween(0.68, 0.72);
  }

  @Test
  void anInterruptedReplayGoesOnWithThePartitionsThatItLacks() throws IOException {
    RecordingFolder halves = inTwoPartitions();
    RunManifest whole = run(halves, new SizeModel(), dir.resolve("whole"));

    AtomicInteger scored = new AtomicInteger();
    int first = 200;
    LosableModel lost = new LosableModel(() -> scored.incrementAndGet() > first);
    Path interrupted = dir.resolve("interrupted");
    assertThatThrownBy(() -> run(halves, lost, interrupted)).isInstanceOf(IOException.class);
    int before = scored.get();
    assertThat(interrupted.resolve("part-0").resolve(RunFolder.MANIFEST)).exists();
    assertThat(interrupted.resolve(RunFolder.MANIFEST)).doesNotExist();

    LosableModel counting = new LosableModel(() -> scored.incrementAndGet() < 0);
    RunManifest goneOn = run(halves, counting, interrupted);
    assertThat(goneOn.predictionsSha256()).isEqualTo(whole.predictionsSha256());
    assertThat(goneOn.records()).isEqualTo(whole.records());
    assertThat(scored.get() - before).as("scored again").isLessThan((int) whole.predictions() - 50);
    assertThat(interrupted.resolve("part-0")).doesNotExist();
  }

  /** The feed with few subjects in partition 0 and the rest in partition 1. */
  private RecordingFolder inTwoPartitions() throws IOException {
    Map<String, Long> offsets = new HashMap<>();
    try (RecordingReader feed = FEED.openFeed();
        RecordingBuilder builder = RecordingBuilder.create(dir.resolve("halves"))) {
      feed.schemas().forEach(builder::schema);
      for (Modality m : Modality.values()) {
        for (int partition = 0; partition < 2; partition++) {
          builder.open(
              TopicRole.of(m), "lacuna.patient." + TopicRole.of(m).word() + ".v1", partition);
        }
      }
      while (feed.hasNext()) {
        RecordedRecord r = feed.next();
        r.setPartition(
            Math.floorMod(r.getKey() == null ? 0 : r.getKey().hashCode(), 4) == 0 ? 0 : 1);
        r.setOffset(offsets.merge(r.getTopic() + r.getPartition(), 1L, Long::sum) - 1);
        builder.append(r, feed.sample(r));
      }
      return builder.seal(
          new RecordingOrigin("halves", "patient", 0, "a test", "", "from-first", List.of()),
          Map.of());
    }
  }

  private static long completeAtOnce(List<Prediction> predictions) {
    return predictions.stream()
        .filter(p -> p.getRevision() == 0 && p.getPresenceLetters().equals("ITA"))
        .count();
  }

  private static Perturbation drop(Map<Modality, Double> shares) {
    return new Perturbation(shares, Map.of(), Map.of(), null, 1);
  }

  private static Set<String> subjectsWith(List<Prediction> predictions, char letter) {
    return predictions.stream()
        .filter(p -> p.getPresenceLetters().indexOf(letter) >= 0)
        .map(Prediction::getSubject)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Prediction> predictions(Perturbation perturbation) throws IOException {
    run(perturbation, Map.of(), 1);
    List<Prediction> predictions = new ArrayList<>();
    try (var all = new RunFolder(dir.resolve("run-" + runs)).openPredictions()) {
      all.forEach(predictions::add);
    }
    return predictions;
  }

  private RunManifest run(Perturbation perturbation, Map<String, String> values, int threads)
      throws IOException {
    Map<String, String> all = new HashMap<>(values);
    all.put("bootstrap.servers", "unused:1");
    all.put("schema.registry.url", "mock://what-if");
    all.put("pipelines", "patient");
    AppConfig config = ConfigLoader.load(all, Map.of(), Map.of());
    return run(FEED, new SizeModel(), config, perturbation, threads, dir.resolve("run-" + ++runs));
  }

  private static RunManifest run(RecordingFolder recording, ScoringModel model, Path out)
      throws IOException {
    AppConfig config =
        ConfigLoader.load(
            Map.of(
                "bootstrap.servers",
                "unused:1",
                "schema.registry.url",
                "mock://what-if",
                "pipelines",
                "patient"),
            Map.of(),
            Map.of());
    return run(recording, model, config, Perturbation.NONE, 1, out);
  }

  private static RunManifest run(
      RecordingFolder recording,
      ScoringModel model,
      AppConfig config,
      Perturbation perturbation,
      int threads,
      Path out)
      throws IOException {
    PipelineConfig pipeline = config.pipelines().get(0);
    try (RegistryAvro registry =
        RegistryAvro.recorded(recording.schemas(), pipeline.topics().inputs())) {
      Question question =
          new Question(
              recording,
              config,
              pipeline,
              registry,
              model,
              RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
              perturbation);
      return new WhatIf(question, "a test", Map.of()).run(new RunFolder(out), threads, n -> {});
    }
  }
}
