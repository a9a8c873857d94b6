package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How samples come in without a Kafka client.
 *
 * @param host address that the HTTP door is bound to
 * @param port its port, 0 for a free one, or null for no such door
 * @param token what callers must show, or null
 * @param inlineMax largest payload that travels in its record, bytes; larger ones become claims
 * @param limits of what waits for the broker
 * @param folder that is watched, or null
 * @param folderInterval between two looks at the folder
 */
public record IngestConfig(
    String host,
    Integer port,
    Password token,
    int inlineMax,
    Limits limits,
    Path folder,
    Duration folderInterval) {
  /** What a record holds beside its payload: five identifiers of up to 1024 characters each. */
  private static final int RECORD_OVERHEAD = 16 << 10;

  /**
   * What may wait for the broker at once.
   *
   * @param samples most samples
   * @param bytes most payload bytes
   * @param ackTimeout longest wait for an acknowledgement
   */
  public record Limits(int samples, long bytes, Duration ackTimeout) {}

  /** The keys, behind those that are there. */
  static ConfigDef addKeys(ConfigDef keys) {
    return keys.define(
            "ingest.port",
            INT,
            null,
            MEDIUM,
            "Port that takes samples over HTTP (docs/ingest.md), 0 to 65535; 0 picks a free one, unset takes none.")
        .define("ingest.host", STRING, "127.0.0.1", LOW, "Address of that port.")
        .define(
            "ingest.token",
            PASSWORD,
            null,
            MEDIUM,
            "What callers of that port must show; needed to serve anything but loopback.")
        .define(
            "ingest.inline.max.bytes",
            STRING,
            "256KiB",
            KeyTypes.size(1024, 1 << 28),
            LOW,
            "Largest payload that travels in its record; a larger one is written below claim.root, or refused where there is none.")
        .define(
            "ingest.in.flight.max",
            INT,
            256,
            between(1, 65536),
            LOW,
            "Most samples that wait for the broker at once; more are told to come again (429).")
        .define(
            "ingest.in.flight.bytes",
            STRING,
            "128MiB",
            KeyTypes.size(1024, 1L << 40),
            LOW,
            "Most payload bytes that wait for the broker at once.")
        .define(
            "ingest.ack.timeout",
            STRING,
            "20s",
            KeyTypes.DURATION,
            LOW,
            "Longest wait for the broker's acknowledgement.")
        .define(
            "ingest.folder",
            STRING,
            null,
            MEDIUM,
            "Folder whose files are sent as samples, <folder>/<pipeline>/<subject>/<file> (docs/ingest.md).")
        .define(
            "ingest.folder.interval",
            STRING,
            "1s",
            KeyTypes.DURATION,
            LOW,
            "Time between two looks at the folder; a file is taken when it was the same twice.");
  }

  static IngestConfig of(Map<String, Object> app) {
    String folder = (String) app.get("ingest.folder");
    Integer port = (Integer) app.get("ingest.port");
    if (port != null && (port < 0 || port > 65535)) {
      throw new ConfigException("ingest.port", port, "must be in [0, 65535]");
    }
    if (port != null || folder != null) {
      checkSizes(app);
    }
    return new IngestConfig(
        (String) app.get("ingest.host"),
        port,
        (Password) app.get("ingest.token"),
        (int) size(app, "ingest.inline.max.bytes"),
        new Limits(
            (Integer) app.get("ingest.in.flight.max"),
            size(app, "ingest.in.flight.bytes"),
            Durations.parse((String) app.get("ingest.ack.timeout"))),
        folder == null ? null : Path.of(folder),
        interval(app));
  }

  /** Not where nobody comes in: the bounds of who has a Kafka client are other ones. */
  private static void checkSizes(Map<String, Object> app) {
    long inlineMax = size(app, "ingest.inline.max.bytes");
    if (inlineMax > size(app, "record.max.bytes") - RECORD_OVERHEAD) {
      throw new ConfigException(
          "ingest.inline.max.bytes",
          app.get("ingest.inline.max.bytes"),
          "must be at least 16 KiB below record.max.bytes = " + app.get("record.max.bytes"));
    }
    long largest = app.get("claim.root") == null ? inlineMax : size(app, "claim.max.bytes");
    if (size(app, "ingest.in.flight.bytes") < largest) {
      throw new ConfigException(
          "ingest.in.flight.bytes",
          app.get("ingest.in.flight.bytes"),
          "must be at least " + Sizes.text(largest) + ", the largest payload");
    }
  }

  private static Duration interval(Map<String, Object> app) {
    Duration interval = Durations.parse((String) app.get("ingest.folder.interval"));
    if (interval.toMillis() < 1) {
      throw new ConfigException("ingest.folder.interval", interval, "must be at least 1ms");
    }
    return interval;
  }

  private static long size(Map<String, Object> app, String key) {
    return Sizes.parse((String) app.get(key));
  }
}
