package io.lacuna.bench.serving;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A model to which one kind of payload gives features that the base refuses, and with them their
 * whole batch; and whose device can be lost.
 */
record FaultyModel(ScoringModel model, BooleanSupplier lost) implements ScoringModel {
  private static final String GUILTY = "application/x-guilty";

  /** A payload that makes its batch fail. */
  static InlineBytes guilty() {
    return new InlineBytes(GUILTY, ByteBuffer.allocate(0));
  }

  @Override
  public String modelDigest() {
    return model.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return model.tasks();
  }

  @Override
  public Set<String> adapters() {
    return model.adapters();
  }

  @Override
  public String defaultAdapter() {
    return model.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return model.adapterId(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return payload instanceof Payload.Encoded encoded && encoded.mediaType().equals(GUILTY)
        ? new Features(new int[] {1, 1, 1, 1}, new float[1])
        : model.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return model.probe();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    if (lost.getAsBoolean()) {
      throw new IllegalStateException("simulated: the device is lost");
    }
    return model.score(batch);
  }

  @Override
  public long forwards() {
    return model.forwards();
  }

  @Override
  public void close() {
    model.close();
  }
}
