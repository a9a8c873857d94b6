package io.lacuna.app.config;

import io.lacuna.app.window.Expectation;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.tensor.Precision;
import io.lacuna.schema.Modality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Builds the configuration from plain keys and values. Environment variables are {@code LACUNA_}
 * and the key in upper case with underscores.
 */
public final class ConfigLoader {
  private static final String KAFKA = "kafka.";
  private static final String EXPECTED = ".window.expected.";
  private static final Set<String> REGISTRY =
      Set.of("basic.auth.", "bearer.auth.", "schema.registry.");

  private ConfigLoader() {}

  /**
   * @param file keys and values of the configuration file
   * @param environment the process environment; wins over the file
   * @param overrides keys and values of the command line; win over everything
   * @throws ConfigException naming the key, its value and what is allowed
   */
  public static AppConfig load(
      Map<String, String> file, Map<String, String> environment, Map<String, String> overrides) {
    Map<String, String> all = new TreeMap<>(file);
    overlay(all, ConfigKeys.application(), "", environment);
    all.putAll(overrides);
    Map<String, Object> app = parse(ConfigKeys.application(), all, "");
    @SuppressWarnings("unchecked")
    List<String> names = (List<String>) app.get("pipelines");
    List<PipelineConfig> pipelines = new ArrayList<>();
    for (String name : names) {
      String prefix = name + ".";
      overlay(all, ConfigKeys.pipeline(name), prefix, environment);
      all.putAll(overrides);
      pipelines.add(pipeline(name, app, parse(ConfigKeys.pipeline(name), all, prefix), all));
    }
    refuseUnknown(all, names);
    return application(app, all, pipelines);
  }

  private static AppConfig application(
      Map<String, Object> app, Map<String, String> all, List<PipelineConfig> pipelines) {
    Map<String, String> registry = new HashMap<>();
    Map<String, String> kafka = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (REGISTRY.stream().anyMatch(key::startsWith)) {
            registry.put(key, value);
          } else if (key.startsWith(KAFKA)) {
            kafka.put(key.substring(KAFKA.length()), value);
          }
        });
    String claimRoot = (String) app.get("claim.root");
    return new AppConfig(
        (String) app.get("application.id"),
        (String) app.get("instance.id"),
        (String) app.get("bootstrap.servers"),
        registry,
        Path.of((String) app.get("state.dir")),
        app.get("processing.guarantee").equals("exactly_once_v2"),
        (Integer) app.get("num.stream.threads"),
        duration(app, "commit.interval"),
        duration(app, "tick.interval"),
        (String) app.get("device"),
        Precision.parse((String) app.get("engine.dtype")),
        new AppConfig.BatchPolicy(
            (Integer) app.get("batch.max.size"),
            duration(app, "batch.max.delay"),
            (Integer) app.get("batch.depth"),
            app.get("batch.shape").equals("fixed")
                ? BatchShape.fixed((Integer) app.get("batch.max.size"))
                : BatchShape.DYNAMIC),
        new AppConfig.PayloadLimits(
            (Integer) app.get("record.max.bytes"),
            (Long) app.get("claim.max.bytes"),
            claimRoot == null ? null : Path.of(claimRoot),
            (Long) app.get("payload.cache.bytes")),
        duration(app, "time.skew.max.future"),
        duration(app, "outage.max"),
        (Boolean) app.get("retention.bytes.accepted"),
        adapters(app),
        new AppConfig.Web(
            (String) app.get("web.host"),
            (Integer) app.get("web.port"),
            (Password) app.get("web.token")),
        pipelines,
        kafka);
  }

  private static AppConfig.AdapterPolicy adapters(Map<String, Object> app) {
    boolean fromTopic = app.get("adapters.source").equals("topic");
    return new AppConfig.AdapterPolicy(
        fromTopic ? Topics.adapters((String) app.get("topics.prefix")) : null,
        duration(app, "adapters.lead"),
        (Integer) app.get("adapters.loaded.max"),
        Path.of((String) app.get("models.dir")));
  }

  @SuppressWarnings("unchecked")
  private static PipelineConfig pipeline(
      String name, Map<String, Object> app, Map<String, Object> p, Map<String, String> all) {
    Map<Modality, Duration> waits = new EnumMap<>(Modality.class);
    Map<Modality, SampleChoice> choices = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      String word = m.name().toLowerCase(Locale.ROOT);
      if (p.get("window.wait." + word) != null) {
        waits.put(m, duration(p, "window.wait." + word));
      }
      choices.put(m, SampleChoice.parse((String) p.get("window.samples." + word)));
    }
    if (choices.get(Modality.IMAGE).rule() == SampleChoice.Rule.ALL) {
      throw new ConfigException(
          name + ".window.samples.image",
          p.get("window.samples.image"),
          "must be first, last or best: images cannot be put together");
    }
    String kind = ((String) p.get("window.kind")).replace('-', '_').toUpperCase(Locale.ROOT);
    Path models = Path.of((String) app.get("models.dir"));
    return new PipelineConfig(
        name,
        new Topics((String) app.get("topics.prefix"), name),
        new WindowPolicy(
            WindowPolicy.Kind.valueOf(kind),
            duration(p, "window.size"),
            duration(p, "window.grace"),
            duration(p, "window.retention"),
            expectation(name, (List<String>) p.get("window.expected"), all),
            waits,
            choices,
            ConfigKeys.emitMode((String) p.get("window.emit")),
            duration(app, "outage.max"),
            (Integer) p.get("window.max.per.subject")),
        models.resolve((String) p.get("base")),
        ((List<String>) p.get("adapters")).stream().map(models::resolve).toList(),
        (List<String>) p.get("routes"),
        (Double) p.get("abstain.below"),
        promotion(p));
  }

  private static PipelineConfig.Promotion promotion(Map<String, Object> p) {
    String key = (String) p.get("adapters.gate.key");
    return new PipelineConfig.Promotion(
        key == null ? null : Path.of(key), (String) p.get("shadow"));
  }

  /** What is expected of a subject, by its kind: {@code window.expected.<kind>}. */
  private static Expectation expectation(
      String pipeline, List<String> byDefault, Map<String, String> all) {
    String prefix = pipeline + EXPECTED;
    Map<String, Set<Modality>> byKind = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            byKind.put(
                key.substring(prefix.length()), modalities(key, List.of(value.split(",", -1))));
          }
        });
    return new Expectation(modalities(pipeline + ".window.expected", byDefault), byKind);
  }

  private static Set<Modality> modalities(String key, List<String> words) {
    Set<Modality> modalities = EnumSet.noneOf(Modality.class);
    words.forEach(word -> modalities.add(modality(key, word)));
    return modalities;
  }

  private static void overlay(
      Map<String, String> all, ConfigDef keys, String prefix, Map<String, String> environment) {
    for (String key : keys.names()) {
      String variable =
          "LACUNA_" + (prefix + key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
      if (environment.containsKey(variable)) {
        all.put(prefix + key, environment.get(variable));
      }
    }
  }

  private static Map<String, Object> parse(ConfigDef keys, Map<String, String> all, String prefix) {
    Map<String, String> own = new HashMap<>();
    for (String key : keys.names()) {
      if (all.containsKey(prefix + key)) {
        own.put(key, all.get(prefix + key));
      }
    }
    try {
      return keys.parse(own);
    } catch (ConfigException e) {
      throw new ConfigException(prefix.isEmpty() ? e.getMessage() : prefix + ": " + e.getMessage());
    }
  }

  private static void refuseUnknown(Map<String, String> all, List<String> pipelines) {
    Set<String> known = new TreeSet<>(ConfigKeys.application().names());
    for (String name : pipelines) {
      ConfigKeys.pipeline(name).names().forEach(key -> known.add(name + "." + key));
    }
    for (String key : all.keySet()) {
      boolean passed =
          key.startsWith(KAFKA)
              || REGISTRY.stream().anyMatch(key::startsWith)
              || pipelines.stream().anyMatch(p -> key.startsWith(p + EXPECTED));
      if (!passed && !known.contains(key)) {
        throw new ConfigException(
            "unknown key " + key + "; known keys: " + String.join(", ", known));
      }
    }
  }

  private static Duration duration(Map<String, Object> values, String key) {
    return Durations.parse((String) values.get(key));
  }

  private static Modality modality(String key, String word) {
    try {
      return Modality.valueOf(word.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key, word, "must be image, text or audio");
    }
  }
}
