package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.ladder.contender.RivalScorer;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.util.List;
import java.util.Optional;

/** How results are read. */
final class AnswerReaders {
  private AnswerReaders() {}

  /** The product's predictions. The last revision of a verdict only repeats it as final. */
  static KafkaLink.AnswerReader predictions(RegistryAvro registry) {
    return (subject, value, at) -> {
      try {
        Prediction p = registry.decode(value, Prediction.class);
        return p.getCause() == Cause.RETENTION
            ? Optional.empty()
            : Optional.of(new Answer(subject, p.getPresence(), scores(p), at));
      } catch (WireException e) {
        throw new IllegalStateException("the product wrote what is no prediction", e);
      }
    };
  }

  private static float[] scores(Prediction p) {
    if (p.getScores() == null) {
      return null;
    }
    List<Float> values = p.getScores().get(0).getValues();
    float[] scores = new float[values.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = values.get(i);
    }
    return scores;
  }

  /** Everybody else's. */
  static KafkaLink.AnswerReader rivals() {
    return (subject, value, at) -> {
      RivalScorer.Scored scored = RivalScorer.decode(value);
      return Optional.of(new Answer(subject, scored.presence(), scored.scores(), at));
    };
  }
}
