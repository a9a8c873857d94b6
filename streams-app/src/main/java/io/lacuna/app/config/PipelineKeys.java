package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.SampleChoice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Keys of a pipeline, each behind {@code <pipeline>.} */
public final class PipelineKeys {
  private static final Pattern EARLY = Pattern.compile("early\\((.+)\\)");

  private PipelineKeys() {}

  /**
   * @param name {@code utterance} has defaults of its own, every other the patient's
   */
  public static ConfigDef of(String name) {
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
            KeyTypes.DURATION,
            HIGH,
            "Length of a window, event time; of a session, the gap that ends it.")
        .define(
            "window.grace",
            STRING,
            utterance ? "5s" : "30s",
            KeyTypes.DURATION,
            HIGH,
            "How far out of order samples may come, event time.")
        .define(
            "window.retention",
            STRING,
            utterance ? "60s" : "10m",
            KeyTypes.DURATION,
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
            KeyTypes.checked(SampleChoice::parse, "first, last or best"),
            MEDIUM,
            "Which of several images of a window is held: first, last or best (by quality).")
        .define(
            "window.samples.text",
            STRING,
            "first",
            KeyTypes.checked(SampleChoice::parse, "first, last, best or all(n)"),
            MEDIUM,
            "As window.samples.image, for texts; all(n) scores the n earliest together.")
        .define(
            "window.samples.audio",
            STRING,
            "first",
            KeyTypes.checked(SampleChoice::parse, "first, last, best or all(n)"),
            MEDIUM,
            "As window.samples.text, for audio.")
        .define(
            "window.emit",
            STRING,
            "on-complete",
            KeyTypes.checked(
                PipelineKeys::emitMode, "on-complete, early(<duration>) or final-only"),
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
            KeyTypes.SHARE,
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
}
