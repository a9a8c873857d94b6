package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.lacuna.app.intake.utterance.CallPolicy;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Keys of a feed of call audio beside those of every feed, each behind {@code intake.<feed>.} */
public final class ChunkKeys {
  /** Topic of the boundaries, or null where marks in the chunks end the utterances. */
  public static final String BOUNDARIES = "boundaries.topic";

  /** Room that subject and headers of a sample need beside its payload, bytes. */
  private static final long ENVELOPE_BYTES = 64 << 10;

  private ChunkKeys() {}

  /** Adds the keys to those of a feed. */
  public static ConfigDef define(ConfigDef keys) {
    return keys.define(
            BOUNDARIES,
            STRING,
            null,
            MEDIUM,
            "Call audio: topic of UtteranceBoundary records, with as many partitions as the chunks; unset: marks in the chunks end the utterances.")
        .define(
            "utterance.max",
            STRING,
            "30s",
            KeyTypes.DURATION,
            MEDIUM,
            "Call audio: longest utterance; chunks wait as long for their boundary, and then their patience.")
        .define(
            "chunk.patience",
            STRING,
            "10s",
            KeyTypes.DURATION,
            MEDIUM,
            "Call audio: how much later than others a record may come, event time and, on a silent topic, wall clock.")
        .define(
            "chunk.remember",
            STRING,
            "2m",
            KeyTypes.DURATION,
            LOW,
            "Call audio: how long after that a chunk or boundary that is sent again is known.")
        .define(
            "gaps.max.share",
            DOUBLE,
            0.2,
            KeyTypes.SHARE,
            MEDIUM,
            "Call audio: share of an utterance that may be missing and is filled with silence; with more its audio is absent.")
        .define(
            "call.max.chunks",
            INT,
            20_000,
            between(1, 1_000_000),
            LOW,
            "Call audio: most chunks that a call may hold, waiting or remembered; further ones are dead letters.")
        .define(
            "call.max.bytes",
            STRING,
            "32MiB",
            KeyTypes.size(1024, 1L << 32),
            LOW,
            "Call audio: most audio that a call may hold, as 16-bit PCM.")
        .define(
            "call.max.utterances",
            INT,
            256,
            between(1, 256),
            LOW,
            "Call audio: most utterances that a call may hold, waiting or remembered.");
  }

  /**
   * @param values of the keys, parsed
   * @param maxRecord {@code record.max.bytes}; a sample must fit it
   */
  public static CallPolicy policy(Map<String, Object> values, long maxRecord) {
    return new CallPolicy(
        values.get(BOUNDARIES) == null,
        Durations.parse((String) values.get("utterance.max")),
        Durations.parse((String) values.get("chunk.patience")),
        Durations.parse((String) values.get("chunk.remember")),
        (Double) values.get("gaps.max.share"),
        (Integer) values.get("call.max.chunks"),
        Sizes.parse((String) values.get("call.max.bytes")),
        (Integer) values.get("call.max.utterances"),
        Math.max(1, maxRecord - ENVELOPE_BYTES));
  }
}
