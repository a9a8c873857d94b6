package io.lacuna.app.cli;

import io.lacuna.app.replay.Perturbation;
import io.lacuna.model.recording.Delay;
import io.lacuna.model.recording.Protocol;
import io.lacuna.schema.Modality;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What a replay changes of the feed, in words. */
final class PerturbationOptions {
  @Option(
      names = "--drop",
      paramLabel = "MODALITY=SHARE",
      split = ",",
      description = "Share of the subjects that lose a modality, e.g. audio=0.5.")
  private Map<String, Double> drop = new LinkedHashMap<>();

  @Option(
      names = "--corrupt",
      paramLabel = "MODALITY=SHARE",
      split = ",",
      description = "Share of the subjects whose payload breaks, e.g. text=0.1.")
  private Map<String, Double> corrupt = new LinkedHashMap<>();

  @Option(
      names = "--delay",
      description =
          "How much later a modality arrives, e.g. image=lognormal(30s,1.2),audio=fixed(5s): fixed, exponential(mean) or lognormal(median, sigma).")
  private String delay;

  @Option(
      names = "--protocol",
      description =
          "What subjects show at all: fixed:IT-, random:0.3 (0 to 0.9), mora70:image, mora70:text or mora70:both.")
  private String protocol;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all draws; a subject's do not depend on others (default: 1).")
  private long seed;

  Perturbation parse() {
    return new Perturbation(
        shares("--drop", drop),
        delay == null ? Map.of() : Delay.parseAll(delay),
        shares("--corrupt", corrupt),
        protocol == null ? null : Protocol.parse(protocol),
        seed);
  }

  /** Whether nothing was asked. */
  boolean isNone() {
    return drop.isEmpty() && corrupt.isEmpty() && delay == null && protocol == null;
  }

  private static Map<Modality, Double> shares(String option, Map<String, Double> byName) {
    Map<Modality, Double> shares = new EnumMap<>(Modality.class);
    byName.forEach((name, share) -> shares.put(modality(option, name), share));
    return shares;
  }

  private static Modality modality(String option, String name) {
    try {
      return Modality.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option + " '" + name + "' must be one of image, text, audio", e);
    }
  }

  /** What was asked, by option; nothing for what was not. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    drop.forEach((m, share) -> settings.put("drop." + m, share.toString()));
    corrupt.forEach((m, share) -> settings.put("corrupt." + m, share.toString()));
    if (delay != null) {
      settings.put("delay", delay);
    }
    if (protocol != null) {
      settings.put("protocol", protocol);
    }
    settings.put("seed", Long.toString(seed));
    return settings;
  }
}
