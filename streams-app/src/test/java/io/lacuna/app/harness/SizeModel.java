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
import java.util.stream.IntStream;

/** A small model that takes any encoded payload: its scores are a function of payload sizes. */
public final class SizeModel implements ScoringModel {
  private static final String DIGEST = "c".repeat(64);

  @Override
  public String modelDigest() {
    return DIGEST;
  }

  @Override
  public List<TaskSpec> tasks() {
    return List.of(
        new TaskSpec(
            "findings",
            TaskKind.MULTILABEL,
            IntStream.range(0, 10).mapToObj(i -> "finding " + i).toList()));
  }

  @Override
  public Set<String> adapters() {
    return Set.of(DIGEST);
  }

  @Override
  public String defaultAdapter() {
    return DIGEST;
  }

  @Override
  public String adapterId(String digest) {
    return "size";
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    if (payload instanceof Payload.Encoded encoded) {
      return new Features(new int[] {1}, new float[] {encoded.bytes().length % 97});
    }
    throw new PayloadException(RejectReason.WRONG_SHAPE, "no tensors here");
  }

  @Override
  public Map<Modality, Features> probe() {
    Features one = new Features(new int[] {1}, new float[] {1});
    return Map.of(Modality.IMAGE, one, Modality.TEXT, one, Modality.AUDIO, one);
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    return batch.stream().map(SizeModel::score).toList();
  }

  private static Scores score(ScoringRequest request) {
    float[] values = new float[10];
    request.features().forEach((m, f) -> values[(int) f.values()[0] % 10] += 0.3f);
    return new Scores(List.of(values), 0.3f, false);
  }

  @Override
  public long forwards() {
    return 0;
  }

  @Override
  public void close() {}
}
