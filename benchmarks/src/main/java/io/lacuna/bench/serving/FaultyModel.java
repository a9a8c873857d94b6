package io.lacuna.bench.serving;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.ForwardingModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A model to which one kind of payload gives features that the base refuses, and with them their
 * whole batch; and whose device can be lost.
 */
final class FaultyModel extends ForwardingModel {
  private static final String GUILTY = "application/x-guilty";

  private final BooleanSupplier lost;

  FaultyModel(ScoringModel model, BooleanSupplier lost) {
    super(model);
    this.lost = lost;
  }

  /** A payload that makes its batch fail. */
  static InlineBytes guilty() {
    return new InlineBytes(GUILTY, ByteBuffer.allocate(0));
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return payload instanceof Payload.Encoded encoded && encoded.mediaType().equals(GUILTY)
        ? new Features(new int[] {1, 1, 1, 1}, new float[1])
        : super.extract(modality, payload);
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    if (lost.getAsBoolean()) {
      throw new IllegalStateException("simulated: the device is lost");
    }
    return super.score(batch);
  }
}
