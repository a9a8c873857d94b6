package io.lacuna.bench.serving;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.WhatIf;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.bench.WrongResultException;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.Prediction;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.avro.file.DataFileReader;

/** What-if replays of one recording, each with its predictions checked. */
final class ReplayBench implements AutoCloseable {
  private static final int COMPLETE = 7;

  private final RecordingFolder recording;
  private final int subjects;
  private final Path temporary;
  private final AppConfig config;
  private final RegistryAvro registry;
  private final ScoringModel model;
  private int runs;

  /**
   * What a replay came to.
   *
   * @param perSecond records per second of the whole replay, from opening it to the result on disk
   * @param sha256 of the predictions
   */
  record Replayed(double perSecond, String sha256) {}

  /**
   * Writes the recording and opens the model.
   *
   * @param temporary takes the recording and the results
   */
  ReplayBench(Workload workload, int subjects, int batch, Path temporary) throws IOException {
    this.subjects = subjects;
    this.temporary = temporary;
    this.recording = ReplayedFeed.write(workload, subjects, temporary.resolve("recording"));
    this.config =
        ConfigLoader.load(
            Map.of(
                "bootstrap.servers", "unused:1",
                "schema.registry.url", "mock://bench-replay",
                "pipelines", "patient",
                "batch.max.size", Integer.toString(batch),
                // windows are forgotten during the replay, as in a service
                "patient.window.size", "5s",
                "patient.window.grace", "1s",
                "patient.window.retention", "5s"),
            Map.of(),
            Map.of());
    this.registry = RegistryAvro.recorded(recording.schemas(), pipeline().topics().inputs());
    this.model = workload.open(BatchShape.DYNAMIC);
  }

  private PipelineConfig pipeline() {
    return config.pipelines().get(0);
  }

  private long records() {
    return (long) subjects * ReplayedFeed.MODALITIES;
  }

  /**
   * Replays once.
   *
   * @param threads partitions at the same time
   * @param memory is looked at forty times, or null
   */
  Replayed replay(int threads, MemoryLooks memory) throws IOException {
    Question question =
        new Question(
            recording,
            config,
            pipeline(),
            registry,
            model,
            RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
            Perturbation.NONE);
    RunFolder folder = new RunFolder(temporary.resolve("run-" + ++runs));
    LongConsumer progress = memory == null ? read -> {} : new Looks(records(), memory);
    long start = System.nanoTime();
    String sha256 =
        new WhatIf(question, "lacuna bench replay", Map.of())
            .run(folder, threads, progress)
            .predictionsSha256();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (memory != null) {
      memory.look(records());
    }
    check(folder);
    return new Replayed(records() / seconds, sha256);
  }

  private void check(RunFolder folder) throws IOException {
    BitSet answered = new BitSet(subjects);
    try (DataFileReader<Prediction> predictions = folder.openPredictions()) {
      for (Prediction p : predictions) {
        int i = PayloadFeed.number(p.getSubject());
        if (p.getPresence() != COMPLETE || p.getScores() == null || answered.get(i)) {
          throw new WrongResultException(
              p.getSubject() + " has a result that is twice, partial or failed: " + p.getCause());
        }
        answered.set(i);
      }
    }
    if (answered.cardinality() != subjects) {
      throw new WrongResultException(
          subjects - answered.cardinality() + " of " + subjects + " predictions are missing");
    }
  }

  /** Looks at the memory now and then. */
  private static final class Looks implements LongConsumer {
    private static final int LOOKS = 40;

    private final long records;
    private final long every;
    private final MemoryLooks memory;

    Looks(long records, MemoryLooks memory) {
      this.records = records;
      this.every = Math.max(1, records / LOOKS);
      this.memory = memory;
    }

    @Override
    public void accept(long read) {
      if (read % every == 0 && read < records) {
        look(read);
      }
    }

    private synchronized void look(long read) {
      try {
        memory.look(read);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    model.close();
    registry.close();
  }
}
