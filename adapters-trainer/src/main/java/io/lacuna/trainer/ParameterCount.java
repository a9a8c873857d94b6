package io.lacuna.trainer;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import java.util.Locale;

/**
 * How much of a model is trained. The rule: trained are all values of the adapter file, readout and
 * heads included; the whole is these and every frozen value of the base, embedding tables included.
 * The delta or the experts are also given alone, because pooler and head would be there without
 * them.
 *
 * @param trained values of the adapter
 * @param lowRank those of them that are low-rank deltas or experts
 * @param frozen values of the base
 */
record ParameterCount(long trained, long lowRank, long frozen) {

  static ParameterCount of(Base base, Adapter adapter) {
    long lowRank =
        adapter.parameters().asMap().entrySet().stream()
            .filter(e -> isLowRank(e.getKey()))
            .mapToLong(e -> e.getValue().size())
            .sum();
    return new ParameterCount(adapter.parameters().size(), lowRank, base.size());
  }

  private static boolean isLowRank(String name) {
    return name.contains(".mora.") || name.contains(".shared.") || name.contains(".own.");
  }

  /** In per cent of all values. */
  double share(long part) {
    return 100.0 * part / (trained + frozen);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d trained values, %.3f %% of %,d (adapter file and frozen base with its embedding"
            + " tables); %,d of them, %.3f %%, are low-rank parts, the rest readout, gates and"
            + " heads",
        trained,
        share(trained),
        trained + frozen,
        lowRank,
        share(lowRank));
  }
}
