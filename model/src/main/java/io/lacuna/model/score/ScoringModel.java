package io.lacuna.model.score;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A frozen base model with adapters, ready to score micro-batches. Thread-safe; holds native memory
 * until closed. No engine type crosses this interface.
 */
public interface ScoringModel extends AutoCloseable {

  /**
   * Digest of the base: SHA-256 over its tensors, and over what its blocks compute in unless that
   * is float32; 64 hex digits.
   */
  String modelDigest();

  List<TaskSpec> tasks();

  /** Digests of the loaded adapters. */
  Set<String> adapters();

  /** Digest of the adapter that serves where no route says otherwise. */
  String defaultAdapter();

  /** Readable id of an adapter, e.g. {@code patient-mora}. */
  String adapterId(String digest);

  /**
   * Decodes and prepares one payload in plain Java; deterministic.
   *
   * @throws PayloadException if the payload cannot be used; names what and what is allowed
   */
  Features extract(Modality modality, Payload payload) throws PayloadException;

  /**
   * Features of every modality that the base reads, always the same and sound: a request that must
   * succeed while the model works.
   */
  Map<Modality, Features> probe();

  /**
   * Scores a batch in one pass, whatever its mix of presence masks and adapters. The result has the
   * order and size of the batch. An observation without any modality gets the adapter's prior.
   *
   * @throws IllegalArgumentException if a request names an adapter that is not loaded
   */
  List<Scores> score(List<ScoringRequest> batch);

  /**
   * How the request's adapter weighs its modalities and experts, for people to read. It costs a
   * pass of the base.
   *
   * @return {@link GateWeights#NONE} where the adapter has no gates, or the observation no modality
   */
  default GateWeights gates(ScoringRequest request) {
    return GateWeights.NONE;
  }

  /** Passes of the base so far; records per pass say how well batches share them. */
  long forwards();

  @Override
  void close();
}
