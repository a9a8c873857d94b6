package io.lacuna.app.config;

import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.tensor.Precision;
import io.lacuna.schema.Modality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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

/** Builds the configuration from plain keys and values. */
public final class ConfigLoader {

  private ConfigLoader() {}

  /**
   * @param file keys and values of the configuration file
   * @param environment the process environment; wins over the file
   * @param overrides keys and values of the command line; win over everything
   * @throws ConfigException naming the key, its value and what is allowed
   */
  public static AppConfig load(
      Map<String, String> file, Map<String, String> environment, Map<String, String> overrides) {
    return load(new ConfigSources(environment, Map.of()).file("", file).commandLine(overrides));
  }

  /**
   * @throws ConfigException naming the key, its value and what is allowed
   */
  public static AppConfig load(ConfigSources sources) {
    List<String> names = PipelineNames.of(sources);
    Map<String, String> given = values(settings(sources, names));
    Map<String, String> all = Secrets.resolve(given);
    try {
      Map<String, Object> app = parse(ConfigKeys.application(), all, "");
      List<PipelineConfig> pipelines = new ArrayList<>();
      for (String name : names) {
        Map<String, Object> own = parse(PipelineKeys.of(name), all, name + ".");
        pipelines.add(pipeline(name, app, own, all));
      }
      List<FeedConfig> feeds =
          IntakeFeeds.load(
              IntakeFeeds.names(sources),
              pipelines,
              size(app, "record.max.bytes"),
              (keys, prefix) -> parse(keys, all, prefix));
      return application(app, all, pipelines, feeds);
    } catch (ConfigException | IllegalArgumentException e) {
      throw new ConfigException(Secrets.hide(given, all, e.getMessage()));
    }
  }

  /**
   * Every setting with its origin; values are not checked.
   *
   * @throws ConfigException if a key is not known
   */
  public static EffectiveConfig effective(ConfigSources sources) {
    List<String> names = PipelineNames.of(sources);
    Map<String, ConfigSources.Setting> settings = settings(sources, names);
    return EffectiveSettings.of(names, IntakeFeeds.names(sources), settings);
  }

  /** Settings of all sources; none that nobody knows. */
  private static Map<String, ConfigSources.Setting> settings(
      ConfigSources sources, List<String> pipelines) {
    Set<String> known = new TreeSet<>(ConfigKeys.application().names());
    for (String name : pipelines) {
      PipelineKeys.of(name).names().forEach(key -> known.add(name + "." + key));
    }
    known.addAll(IntakeFeeds.keys(IntakeFeeds.names(sources)));
    sources.refuseUnknown(known);
    Map<String, ConfigSources.Setting> settings = sources.settings(known);
    for (String key : settings.keySet()) {
      boolean passed =
          PassedKeys.isPassed(key) || pipelines.stream().anyMatch(p -> ExpectedKeys.isOne(p, key));
      if (!passed && !known.contains(key)) {
        throw new ConfigException("unknown key " + key + why(key, pipelines, known));
      }
    }
    return settings;
  }

  private static String why(String key, List<String> pipelines, Set<String> known) {
    int dot = key.indexOf('.');
    String first = key.substring(0, Math.max(0, dot));
    return dot > 0 && PipelineKeys.of(first).names().contains(key.substring(dot + 1))
        ? "; " + first + " is none of pipelines = " + pipelines
        : "; " + KnownKeys.closest(known, key);
  }

  private static Map<String, String> values(Map<String, ConfigSources.Setting> settings) {
    Map<String, String> values = new TreeMap<>();
    settings.forEach((key, setting) -> values.put(key, setting.value()));
    return values;
  }

  private static AppConfig application(
      Map<String, Object> app,
      Map<String, String> all,
      List<PipelineConfig> pipelines,
      List<FeedConfig> feeds) {
    Map<String, String> registry = new HashMap<>();
    Map<String, String> kafka = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (PassedKeys.isRegistry(key)) {
            registry.put(key, value);
          } else if (key.startsWith(PassedKeys.KAFKA)) {
            kafka.put(key.substring(PassedKeys.KAFKA.length()), value);
          }
        });
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
            (int) size(app, "record.max.bytes"),
            ClaimKeys.policy(app),
            size(app, "payload.cache.bytes")),
        duration(app, "time.skew.max.future"),
        duration(app, "outage.max"),
        (Boolean) app.get("retention.bytes.accepted"),
        adapters(app),
        new AppConfig.Web(
            (String) app.get("web.host"),
            (Integer) app.get("web.port"),
            (Password) app.get("web.token"),
            (Boolean) app.get("web.show.ids")),
        IngestConfig.of(app),
        PrivacyKeys.read(app),
        TraceKeys.of(app),
        pipelines,
        feeds,
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
            ExpectedKeys.of(name, (List<String>) p.get("window.expected"), all),
            waits,
            choices,
            PipelineKeys.emitMode((String) p.get("window.emit")),
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
      throw new ConfigException(
          e.getMessage().replace(" for configuration ", " for configuration " + prefix));
    }
  }

  private static Duration duration(Map<String, Object> values, String key) {
    return Durations.parse((String) values.get(key));
  }

  private static long size(Map<String, Object> values, String key) {
    return Sizes.parse((String) values.get(key));
  }
}
