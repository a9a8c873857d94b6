package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One vector per modality out of token states; a learned vector where the modality is absent. */
final class Readout {
  private Readout() {}

  /**
   * One modality of a batch. The states of a modality that no record has are not there at all.
   *
   * @param states (n, t, w), states of the modality's tokens
   * @param mask (n, t), 1 for real tokens
   */
  record Part(NDArray states, NDArray mask) {}

  /** The tokens of a modality; empty if no record of the batch has it. */
  static Optional<Part> part(NDArray states, TokenBatch tokens, Modality m) {
    TokenBatch.Span span = tokens.spans().get(m);
    if (span == null) {
      return Optional.empty();
    }
    String places = ":, " + span.start() + ":" + span.end();
    return Optional.of(new Part(states.get(places), tokens.mask().get(places)));
  }

  /** (n, w): the record's own vector where the modality is present, else the learned one (w). */
  static NDArray orElse(Optional<NDArray> own, TokenBatch tokens, Modality m, NDArray missing) {
    NDArray present = present(tokens, m);
    NDArray learned = present.neg().add(1).mul(missing);
    return own.map(v -> v.mul(present).add(learned)).orElse(learned);
  }

  /** (n, k): presence in the order of an adapter's modalities. */
  static NDArray columns(TokenBatch tokens, List<Modality> modalities) {
    NDList columns = new NDList();
    modalities.forEach(m -> columns.add(present(tokens, m)));
    return Torch.concat(columns, 1);
  }

  /** (n) int64: bits of the presence mask. */
  static NDArray bits(TokenBatch tokens) {
    NDArray powers = tokens.presence().getManager().create(new float[] {1, 2, 4});
    return tokens.presence().mul(powers).sum(new int[] {1}).toType(DataType.INT64, false);
  }

  private static NDArray present(TokenBatch tokens, Modality m) {
    return tokens.presence().get(":, " + m.ordinal()).reshape(-1, 1);
  }

  static String word(Modality m) {
    return m.name().toLowerCase(Locale.ROOT);
  }
}
