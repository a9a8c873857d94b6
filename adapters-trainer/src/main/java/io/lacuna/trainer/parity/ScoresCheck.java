package io.lacuna.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Multi-label and sentiment scores; records and classes are as many as the file lists. */
final class ScoresCheck implements ParityCheck {
  private static final double TOLERANCE = 1e-6;

  @Override
  public String folder() {
    return "scores";
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    JsonNode root = Numbers.read(folder.resolve("scores.json"));
    List<Case> cases = new ArrayList<>();
    cases.addAll(section("multilabel.", root.path("multilabel"), MultiLabelScores::read));
    cases.addAll(section("sentiment.", root.path("sentiment"), SentimentScores::read));
    return cases;
  }

  /** Scores of one section of the file. */
  interface Scores {
    /** Fields that hold no score. */
    List<String> inputs();

    /** Scores that every section of this kind states. */
    List<String> stated();

    /**
     * One value, or one per class.
     *
     * @throws IllegalArgumentException if there is no score of that name
     */
    double[] score(String name);
  }

  private interface Reader {
    Scores read(JsonNode section);
  }

  private static List<Case> section(String prefix, JsonNode section, Reader reader) {
    Scores scores;
    try {
      scores = reader.read(section);
    } catch (RuntimeException e) {
      return List.of(Case.failed(prefix + "*", TOLERANCE, e));
    }
    List<String> names = new ArrayList<>(scores.stated());
    section.fieldNames().forEachRemaining(names::add);
    names.removeAll(scores.inputs());
    return names.stream()
        .distinct()
        .map(
            name ->
                Case.of(
                    prefix + name,
                    TOLERANCE,
                    () -> difference(scores.score(name), section.path(name))))
        .toList();
  }

  private static double difference(double[] ours, JsonNode golden) {
    int length = golden.isArray() ? golden.size() : 1;
    if (golden.isMissingNode()) {
      throw new IllegalArgumentException("the file does not state it");
    }
    if (ours.length != length) {
      throw new IllegalArgumentException(
          "the file states " + length + " values; this code gives " + ours.length);
    }
    double largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, one(ours[i], golden.isArray() ? golden.get(i) : golden));
    }
    return largest;
  }

  /** A score that is not defined is null in the file and NaN here. */
  private static double one(double ours, JsonNode golden) {
    if (golden.isNull() && Double.isNaN(ours)) {
      return 0;
    }
    return golden.isNumber() ? Math.abs(ours - golden.doubleValue()) : Double.NaN;
  }
}
