package io.lacuna.model.base;

import static io.lacuna.model.modality.RejectReason.NOT_FINITE;
import static io.lacuna.model.modality.RejectReason.UNSUPPORTED_MEDIA_TYPE;
import static io.lacuna.model.modality.RejectReason.WRONG_SHAPE;

import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.util.Arrays;

/** Takes feature tensors of the configured shapes and nothing else. */
record FeatureTensors(FeatureBaseConfig config) implements PayloadReader {

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    if (!(payload instanceof Payload.Tensor tensor)) {
      throw new PayloadException(
          UNSUPPORTED_MEDIA_TYPE,
          "an encoded payload for " + modality + "; allowed are feature tensors only");
    }
    int[] shape = tensor.shape();
    long size = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    if (!config.fits(modality, shape) || size != tensor.values().length) {
      throw new PayloadException(
          WRONG_SHAPE,
          "tensor of shape "
              + Arrays.toString(shape)
              + " with "
              + tensor.values().length
              + " values; allowed is "
              + config.allowed(modality));
    }
    for (float v : tensor.values()) {
      if (!Float.isFinite(v)) {
        throw new PayloadException(NOT_FINITE, "tensor of " + modality + " holds " + v);
      }
    }
    return new Features(shape.clone(), tensor.values().clone());
  }

  @Override
  public void close() {}
}
