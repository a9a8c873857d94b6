package io.lacuna.trainer.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.trainer.setup.Round;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A piece of work: one method trained once and judged under every presence mask. It is known by the
 * digest of all that its answers depend on, so answers of other settings are never taken for its
 * own.
 *
 * @param method position in the comparison
 * @param part of the cross-validation, from 0
 * @param digest SHA-256 in hexadecimal
 */
record Unit(int method, TrainingTable table, long seed, int part, Round round, String digest) {
  private static final int SHOWN = 24;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * @param common what all units of a comparison depend on
   * @param kind of the method
   * @param settings of the method
   */
  static Unit of(
      int method,
      TrainingTable table,
      long seed,
      int part,
      Round round,
      Map<String, String> common,
      String kind,
      Object settings) {
    Map<String, Object> all = new LinkedHashMap<>(common);
    all.put("kind", kind);
    all.put("settings", settings);
    all.put("table", table.name());
    all.put("seed", seed);
    all.put("train", round.train());
    all.put("validation", round.validation());
    all.put("test", round.test());
    try {
      String digest = Sha256.hex(JSON.writeValueAsBytes(all));
      return new Unit(method, table, seed, part, round, digest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings of " + kind + " cannot be written as JSON", e);
    }
  }

  /** Name of its file, without an ending. */
  String name() {
    return digest.substring(0, SHOWN);
  }
}
