package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Precision;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A frozen base that adapters work on: it prepares payloads, turns records with any mix of
 * modalities into one batch of tokens, and runs its blocks over them. No token of a record depends
 * on its batch mates. Thread-safe; owns native memory until closed.
 */
public interface Base extends Encoder, AutoCloseable {

  /** Readable name. */
  String name();

  /** SHA-256 over weights and configuration, 64 hex digits. */
  String digest();

  /** Owns the weights; calls make their own below it. */
  NDManager manager();

  /** Width h of a token. */
  int width();

  /** How many blocks can carry a delta. */
  int blocks();

  /** What it can read. */
  Set<Modality> modalities();

  /** Number of its frozen values, embedding tables included. */
  long size();

  /** Opens a reader that prepares payloads for {@link #embed}; the caller closes it. */
  PayloadReader reader();

  /**
   * Embeds a batch; the encoder of a modality runs on the records that have it and on no others.
   *
   * @param batch features of the present modalities of each record
   * @param m owns the result
   * @throws IllegalArgumentException if the batch is empty, no record has any modality, or features
   *     do not have a shape that the base takes
   */
  TokenBatch embed(List<Map<Modality, Features>> batch, NDManager m);

  /**
   * {@link #encode} for scoring: the same states, perhaps at less cost, with no gradient. Every
   * record must have a token.
   */
  default NDArray encodeForScoring(
      NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    return encode(x0, mask, deltas);
  }

  /** What its blocks compute in. */
  default Precision precision() {
    return Precision.FLOAT32;
  }

  /**
   * The same weights with blocks that compute in bfloat16, for scoring. It closes what this base
   * owns; close one of both. A base without blocks stays as it is.
   */
  default Base inBfloat16() {
    return this;
  }

  /** Its blocks one at a time, for training; empty where it has none in float32. */
  default Optional<OpenBlocks> openBlocks() {
    return Optional.empty();
  }

  /** What stands for a missing modality under {@link MissingInput#DUMMY}. */
  Features dummy(Modality modality);

  /**
   * Features that take as many tokens as a record of the modality can take; only their shape
   * matters.
   *
   * @throws IllegalArgumentException if the base knows no such bound
   */
  default Features longest(Modality modality) {
    throw new IllegalArgumentException(
        "base "
            + name()
            + " cannot be run under batch.shape = fixed: "
            + modality
            + " has no one largest shape; use dynamic");
  }

  /** Pretrained weights {@code dense.*} (h, h) over the first token, where the base has them. */
  default Optional<Parameters> pooler() {
    return Optional.empty();
  }

  /**
   * {@link #embed(List, NDManager)} with a choice of what a missing modality enters as; presence is
   * that of the records either way.
   */
  default TokenBatch embed(List<Map<Modality, Features>> batch, MissingInput missing, NDManager m) {
    if (missing == MissingInput.ABSENT) {
      return embed(batch, m);
    }
    List<Map<Modality, Features>> filled = new ArrayList<>();
    for (Map<Modality, Features> record : batch) {
      Map<Modality, Features> all = new EnumMap<>(Modality.class);
      modalities().forEach(modality -> all.put(modality, dummy(modality)));
      all.putAll(record);
      filled.add(all);
    }
    return embed(filled, m).withPresence(batch.stream().map(Map::keySet).toList());
  }

  @Override
  void close();
}
