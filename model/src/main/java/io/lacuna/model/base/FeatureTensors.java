package io.lacuna.model.base;

import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;

import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadChecks;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;

/** Takes feature tensors of the configured shapes and nothing else. */
record FeatureTensors(FeatureBaseConfig config) implements PayloadReader {

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    if (!(payload instanceof Payload.Tensor tensor)) {
      throw new PayloadException(
          UNSUPPORTED_MEDIA_TYPE,
          "an encoded payload for " + modality + "; allowed are feature tensors only");
    }
    boolean fits = config.fits(modality, tensor.shape());
    return PayloadChecks.tensor(modality, tensor, fits, config.allowed(modality));
  }

  @Override
  public void close() {}
}
