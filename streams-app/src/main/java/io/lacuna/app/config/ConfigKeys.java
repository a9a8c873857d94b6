package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.SampleChoice;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Every configuration key, with type, default, range and text. */
public final class ConfigKeys {
  private static final ConfigDef.Validator DURATION =
      checked(Durations::parse, "a duration such as 250ms, 30s or PT5M");
  private static final ConfigDef.Validator SHARE =
      ConfigDef.LambdaValidator.with(
          (key, value) -> {
            double share = (Double) value;
            if (!(share >= 0 && share <= 1)) {
              throw new ConfigException(key, value, "must be in [0, 1]");
            }
          },
          () -> "0 to 1");
  private static final Pattern EARLY = Pattern.compile("early\\((.+)\\)");

  private ConfigKeys() {}

  /** Keys of the application. */
  public static ConfigDef application() {
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
        .define("topics.prefix", STRING, "lacuna", MEDIUM, "First part of every topic name.")
        .define("num.stream.threads", INT, 1, between(1, 256), MEDIUM, "Kafka Streams threads.")
        .define(
            "commit.interval",
            STRING,
            "50ms",
            DURATION,
            MEDIUM,
            "Time between commits; under exactly_once_v2 it bounds the latency that a consumer sees.")
        .define(
            "tick.interval",
            STRING,
            "100ms",
            DURATION,
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
            DURATION,
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
            INT,
            1 << 20,
            between(1024, 1 << 28),
            MEDIUM,
            "Largest record that is decoded, bytes.")
        .define(
            "claim.max.bytes",
            LONG,
            32L << 20,
            between(0, Long.MAX_VALUE),
            MEDIUM,
            "Largest payload behind a claim check, bytes.")
        .define(
            "claim.root",
            STRING,
            null,
            MEDIUM,
            "Directory that file: claim checks must lie in; unset refuses them.")
        .define(
            "payload.cache.bytes",
            LONG,
            64L << 20,
            between(0, Long.MAX_VALUE),
            LOW,
            "Payload bytes kept in memory between arrival and scoring; beyond it they are read again from the topic.")
        .define(
            "time.skew.max.future",
            STRING,
            "30s",
            DURATION,
            MEDIUM,
            "How far an event time may lie after its record's timestamp.")
        .define(
            "outage.max",
            STRING,
            "1d",
            DURATION,
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
            DURATION,
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
            "What callers of the live page must show; needed to serve anything but loopback.");
  }

  /** Keys of a pipeline, each prefixed by {@code <pipeline>.}; the patient's defaults. */
  public static ConfigDef pipeline(String name) {
    boolean utterance = name.equals("utterance");
    return new ConfigDef()
        .define(
            "window.kind",
            STRING,
            utterance ? "correlated" : "from-first",
            in("correlated", "tumbling", "from-first", "session"),
            HIGH,
            "How a sample finds its window.")
        .define(
            "window.size",
            STRING,
            utterance ? "20s" : "2m",
            DURATION,
            HIGH,
            "Length of a window, event time; of a session, the gap that ends it.")
        .define(
            "window.grace",
            STRING,
            utterance ? "5s" : "30s",
            DURATION,
            HIGH,
            "How far out of order samples may come, event time.")
        .define(
            "window.retention",
            STRING,
            utterance ? "60s" : "10m",
            DURATION,
            HIGH,
            "How long a verdict can still be corrected, event time.")
        .define(
            "window.expected",
            LIST,
            "image,text,audio",
            HIGH,
            "Modalities of a complete observation; window.expected.<kind> for subjects of a kind.")
        .define(
            "window.wait.image",
            STRING,
            null,
            MEDIUM,
            "How long to wait for the image after the first event; unset: to the window's end.")
        .define("window.wait.text", STRING, null, MEDIUM, "As window.wait.image, for the text.")
        .define("window.wait.audio", STRING, null, MEDIUM, "As window.wait.image, for the audio.")
        .define(
            "window.samples.image",
            STRING,
            "first",
            checked(SampleChoice::parse, "first, last or best"),
            MEDIUM,
            "Which of several images of a window is held: first, last or best (by quality).")
        .define(
            "window.samples.text",
            STRING,
            "first",
            checked(SampleChoice::parse, "first, last, best or all(n)"),
            MEDIUM,
            "As window.samples.image, for texts; all(n) scores the n earliest together.")
        .define(
            "window.samples.audio",
            STRING,
            "first",
            checked(SampleChoice::parse, "first, last, best or all(n)"),
            MEDIUM,
            "As window.samples.text, for audio.")
        .define(
            "window.emit",
            STRING,
            "on-complete",
            checked(ConfigKeys::emitMode, "on-complete, early(<duration>) or final-only"),
            MEDIUM,
            "When a window is emitted before its final; early(5s) also emits what is there 5 s after the first event.")
        .define(
            "window.max.per.subject",
            INT,
            64,
            between(1, 100_000),
            LOW,
            "Windows that one subject may hold at once.")
        .define(
            "base",
            STRING,
            name + "/base",
            HIGH,
            "Directory of the base model, relative to models.dir.")
        .define(
            "adapters",
            LIST,
            name + (utterance ? "/mmolre" : "/mora"),
            HIGH,
            "Directories of adapters, relative to models.dir; the first is the default route.")
        .define(
            "routes",
            LIST,
            "",
            MEDIUM,
            "Routing table, site/presence=adapter id; * for any, e.g. north/*=patient-mora.")
        .define(
            "abstain.below",
            DOUBLE,
            0.0,
            SHARE,
            MEDIUM,
            "Least confidence to act on; predictions with less, or none, are marked as abstained and emitted all the same. 0 marks nothing.")
        .define(
            "adapters.gate.key",
            STRING,
            null,
            MEDIUM,
            "PEM file with the Ed25519 public key that must have signed an evaluation of every adapter that a cut-over names.")
        .define(
            "shadow",
            STRING,
            null,
            LOW,
            "Id of one of the adapters, which scores everything a second time into <topics.prefix>.<pipeline>.shadow.v1.");
  }

  /**
   * @param text {@code on-complete}, {@code early(<duration>)} or {@code final-only}
   * @throws IllegalArgumentException if it is none of them
   */
  static EmitMode emitMode(String text) {
    Matcher early = EARLY.matcher(text.trim());
    if (early.matches()) {
      return EmitMode.early(Durations.parse(early.group(1)));
    }
    return switch (text.trim()) {
      case "on-complete" -> EmitMode.ON_COMPLETE;
      case "final-only" -> EmitMode.FINAL_ONLY;
      default ->
          throw new IllegalArgumentException(
              "must be on-complete, early(<duration>) or final-only");
    };
  }

  private static ConfigDef.Validator checked(Consumer<String> parser, String allowed) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          try {
            if (value != null) {
              parser.accept((String) value);
            }
          } catch (IllegalArgumentException e) {
            throw new ConfigException(key, value, e.getMessage());
          }
        },
        () -> allowed);
  }
}
