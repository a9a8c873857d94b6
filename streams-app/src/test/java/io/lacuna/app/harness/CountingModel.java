package io.lacuna.app.harness;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small model for topology tests: payloads are lines of ASCII digits, the score of a modality is
 * their sum over 100, and the digits 666 make the whole batch fail.
 */
public final class CountingModel implements ScoringModel {
  public static final String ADAPTER = "a".repeat(64);

  @Override
  public String modelDigest() {
    return "b".repeat(64);
  }

  @Override
  public List<TaskSpec> tasks() {
    return List.of(
        new TaskSpec("findings", TaskKind.MULTILABEL, List.of("image", "text", "audio")));
  }

  @Override
  public Set<String> adapters() {
    return Set.of(ADAPTER);
  }

  @Override
  public String defaultAdapter() {
    return ADAPTER;
  }

  @Override
  public String adapterId(String digest) {
    return "counting";
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    byte[] bytes = ((Payload.Encoded) payload).bytes();
    try {
      String lines = new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
      float number = lines.lines().mapToInt(Integer::parseInt).sum();
      if (lines.isEmpty()) {
        throw new NumberFormatException("nothing");
      }
      return new Features(new int[] {1}, new float[] {number});
    } catch (NumberFormatException e) {
      throw new PayloadException(RejectReason.UNDECODABLE_IMAGE, "payload must be digits");
    }
  }

  @Override
  public Map<Modality, Features> probe() {
    return Map.of(Modality.TEXT, new Features(new int[] {1}, new float[] {1}));
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    return batch.stream().map(CountingModel::score).toList();
  }

  private static Scores score(ScoringRequest request) {
    float[] values = new float[Modality.values().length];
    request
        .features()
        .forEach(
            (m, f) -> {
              if (f.values()[0] == 666) {
                throw new IllegalStateException("poison");
              }
              values[m.ordinal()] = f.values()[0] / 100;
            });
    float top = Math.max(values[0], Math.max(values[1], values[2]));
    return new Scores(List.of(values), top, false);
  }

  @Override
  public long forwards() {
    return 0;
  }

  @Override
  public void close() {}
}
