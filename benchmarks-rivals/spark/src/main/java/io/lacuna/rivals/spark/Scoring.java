package io.lacuna.rivals.spark;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.bench.ladder.contender.RivalScorer;
import io.lacuna.model.score.ScoringRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import scala.Tuple2;

/** Scores the observations of a partition in batches, with one model per JVM. */
final class Scoring implements MapPartitionsFunction<Joined, Tuple2<String, byte[]>> {
  private static final long serialVersionUID = 1;

  private static RivalScorer shared;

  private final String settingsFile;
  private final int batch;

  Scoring(String settingsFile, int batch) {
    this.settingsFile = settingsFile;
    this.batch = batch;
  }

  /** Tasks come and go with each micro-batch; the model stays. */
  static synchronized RivalScorer scorer(String settingsFile) throws IOException {
    if (shared == null) {
      shared = new RivalScorer(ContenderSettings.read(Path.of(settingsFile)));
    }
    return shared;
  }

  @Override
  public Iterator<Tuple2<String, byte[]>> call(Iterator<Joined> observations) throws IOException {
    RivalScorer scorer = scorer(settingsFile);
    List<Tuple2<String, byte[]>> answers = new ArrayList<>();
    while (observations.hasNext()) {
      List<String> subjects = new ArrayList<>();
      List<ScoringRequest> requests = new ArrayList<>();
      while (observations.hasNext() && requests.size() < batch) {
        Joined joined = observations.next();
        subjects.add(joined.getSubject());
        requests.add(scorer.prepare(joined.parts()));
      }
      List<RivalScorer.Scored> scored = scorer.score(requests);
      for (int i = 0; i < scored.size(); i++) {
        answers.add(new Tuple2<>(subjects.get(i), RivalScorer.encode(scored.get(i))));
      }
    }
    return answers.iterator();
  }
}
