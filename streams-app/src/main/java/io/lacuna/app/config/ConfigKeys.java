package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import org.apache.kafka.common.config.ConfigDef;

/** Keys of the application, with type, default, range and text. */
public final class ConfigKeys {
  private ConfigKeys() {}

  /** Keys of the application. */
  public static ConfigDef application() {
    return TraceKeys.define(PrivacyKeys.define(IngestConfig.addKeys(ClaimKeys.addTo(service()))));
  }

  private static ConfigDef service() {
    return new ConfigDef()
        .define("bootstrap.servers", STRING, HIGH, "Kafka brokers, host:port,host:port.")
        .define("schema.registry.url", STRING, HIGH, "URL of the schema registry.")
        .define("application.id", STRING, "lacuna", HIGH, "Kafka Streams application id.")
        .define(
            "instance.id",
            STRING,
            null,
            MEDIUM,
            "Name of this instance that stays the same over restarts; with it a restarted instance gets its partitions back at once.")
        .define("pipelines", LIST, "patient,utterance", HIGH, "Pipelines to run.")
        .define(
            "intake.feeds",
            LIST,
            "",
            MEDIUM,
            "Feeds that are brought into the pipelines' own topics; each has keys of its own.")
        .define("models.dir", STRING, "models", HIGH, "Directory of base models and adapters.")
        .define(
            "state.dir",
            STRING,
            ".lacuna/state",
            HIGH,
            "Directory of local state; must survive restarts.")
        .define(
            "processing.guarantee",
            STRING,
            "exactly_once_v2",
            in("exactly_once_v2", "at_least_once"),
            HIGH,
            "at_least_once can repeat predictions after a crash, and can lose one when a changelog write outlives its output.")
        .define(
            "topics.prefix",
            STRING,
            "lacuna",
            KeyTypes.TOPIC_PART,
            MEDIUM,
            "First part of every topic name.")
        .define("num.stream.threads", INT, 1, between(1, 256), MEDIUM, "Kafka Streams threads.")
        .define(
            "commit.interval",
            STRING,
            "50ms",
            KeyTypes.DURATION,
            MEDIUM,
            "Time between commits; under exactly_once_v2 it bounds the latency that a consumer sees.")
        .define(
            "tick.interval",
            STRING,
            "100ms",
            KeyTypes.DURATION,
            MEDIUM,
            "Time between looks at the wall clock for silent topics.")
        .define("device", STRING, "auto", MEDIUM, "Device of the model: auto, cpu or gpu:N.")
        .define(
            "engine.dtype",
            STRING,
            "float32",
            in("float32", "bfloat16"),
            LOW,
            "What the blocks of a base compute in. bfloat16 is faster where the processor has instructions for it; scores then lie some hundredths from those of float32.")
        .define(
            "batch.max.size",
            INT,
            32,
            between(1, 1024),
            MEDIUM,
            "Most observations in one forward pass.")
        .define(
            "batch.max.delay",
            STRING,
            "2ms",
            KeyTypes.DURATION,
            MEDIUM,
            "Longest wait for a micro-batch to fill.")
        .define(
            "batch.depth",
            INT,
            256,
            between(1, 65536),
            LOW,
            "Most decided observations a task may hold before it stops reading.")
        .define(
            "batch.shape",
            STRING,
            "dynamic",
            in("dynamic", "fixed"),
            LOW,
            "fixed fills every batch to the same size, so that no bit of a score depends on the rest of its batch; dynamic is faster and agrees within 1e-5.")
        .define(
            "record.max.bytes",
            STRING,
            "1MiB",
            KeyTypes.size(1024, 1 << 28),
            MEDIUM,
            "Largest record that is decoded.")
        .define(
            "payload.cache.bytes",
            STRING,
            "64MiB",
            KeyTypes.size(0, 1L << 40),
            LOW,
            "Payload bytes kept in memory between arrival and scoring; beyond it they are read again from the topic.")
        .define(
            "time.skew.max.future",
            STRING,
            "30s",
            KeyTypes.DURATION,
            MEDIUM,
            "How far an event time may lie after its record's timestamp.")
        .define(
            "outage.max",
            STRING,
            "1d",
            KeyTypes.DURATION,
            MEDIUM,
            "Longest outage to survive; input topics must keep their records this much longer than window, grace and retention, and a window that became final on a silent topic is remembered this much longer.")
        .define(
            "adapters.source",
            STRING,
            "folder",
            in("folder", "topic"),
            MEDIUM,
            "Where adapters come from: folder (the pipeline's adapters), or topic (those, and what <topics.prefix>.adapters.v1 announces).")
        .define(
            "adapters.lead",
            STRING,
            "60s",
            KeyTypes.DURATION,
            MEDIUM,
            "How long before its first window a cut-over must be published.")
        .define(
            "adapters.loaded.max",
            INT,
            64,
            between(1, 10_000),
            LOW,
            "Announced adapters kept in memory beyond those that coming windows can be routed to.")
        .define(
            "retention.bytes.accepted",
            BOOLEAN,
            false,
            MEDIUM,
            "Accept input topics that are also bounded by bytes, and so may forget a record too early.")
        .define(
            "web.host", STRING, "127.0.0.1", LOW, "Address of the live page, health and metrics.")
        .define(
            "web.port",
            INT,
            8080,
            between(0, 65535),
            LOW,
            "Port of the live page, health and metrics; 0 picks a free one.")
        .define(
            "web.token",
            PASSWORD,
            null,
            MEDIUM,
            "What callers of the live page must show; needed to serve anything but loopback.")
        .define(
            "web.show.ids",
            BOOLEAN,
            false,
            MEDIUM,
            "Whether the live page names subjects and sites by their ids instead of pseudonyms; who may look is the same.");
  }
}
