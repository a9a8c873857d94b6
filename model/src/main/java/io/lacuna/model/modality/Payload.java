package io.lacuna.model.modality;

/** The payload of a present sample, as feature extraction takes it. Arrays are not copied. */
public sealed interface Payload {

  /** An encoded payload: PNG, JPEG, TIFF or DICOM; UTF-8 text; WAV or FLAC. */
  record Encoded(String mediaType, byte[] bytes) implements Payload {}

  /** Ready features: row-major float32. */
  record Tensor(int[] shape, float[] values) implements Payload {}
}
