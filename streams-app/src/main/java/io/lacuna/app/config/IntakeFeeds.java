package io.lacuna.app.config;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Reads the feeds of the intake: {@code intake.feeds} and {@code intake.<feed>.*}. */
final class IntakeFeeds {
  static final String FEEDS = "intake.feeds";

  /** A name is part of keys and of the names of state; it cannot be a mapping topic's. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

  private IntakeFeeds() {}

  /**
   * @throws ConfigException if one stands there twice, or cannot be part of a key
   */
  @SuppressWarnings("unchecked")
  static List<String> names(ConfigSources sources) {
    ConfigSources.Setting given = sources.of(FEEDS);
    if (given == null) {
      return List.of();
    }
    List<String> names =
        (List<String>) ConfigDef.parseType(FEEDS, given.value(), ConfigDef.Type.LIST);
    boolean distinct = new HashSet<>(names).size() == names.size();
    if (!distinct || !names.stream().allMatch(n -> n.matches(NAME))) {
      throw new ConfigException(
          FEEDS, names, "must name each feed once, in letters, digits, _ and -");
    }
    return names;
  }

  static String prefix(String feed) {
    return "intake." + feed + ".";
  }

  /** The keys of all feeds, in full. */
  static Set<String> keys(List<String> feeds) {
    Set<String> keys = new TreeSet<>();
    feeds.forEach(f -> IntakeKeys.keys().names().forEach(key -> keys.add(prefix(f) + key)));
    return keys;
  }

  /**
   * @param maxRecord {@code record.max.bytes}
   * @param parse takes definitions and a prefix and gives the values under it
   * @throws ConfigException naming the key, its value and what is allowed
   */
  static List<FeedConfig> load(
      List<String> names,
      List<PipelineConfig> pipelines,
      long maxRecord,
      BiFunction<ConfigDef, String, Map<String, Object>> parse) {
    if (!names.isEmpty() && maxRecord < 2L * FeedConfig.ENVELOPE_BYTES) {
      throw new ConfigException(
          "record.max.bytes",
          maxRecord,
          "must be at least 128KiB with feeds: what is sent on is up to 64KiB larger than what came");
    }
    List<FeedConfig> feeds = new ArrayList<>();
    for (String name : names) {
      feeds.add(feed(name, pipelines, maxRecord, parse.apply(IntakeKeys.keys(), prefix(name))));
    }
    refuseCircles(feeds, pipelines);
    return feeds;
  }

  private static FeedConfig feed(
      String name, List<PipelineConfig> pipelines, long maxRecord, Map<String, Object> values) {
    PipelineConfig pipeline =
        pipelines.stream()
            .filter(p -> p.name().equals(values.get("pipeline")))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        prefix(name) + "pipeline",
                        values.get("pipeline"),
                        "must be one of pipelines = "
                            + pipelines.stream().map(PipelineConfig::name).toList()));
    FeedConfig.Kind kind =
        FeedConfig.Kind.valueOf(
            ((String) values.get("kind")).toUpperCase(Locale.ROOT).replace('-', '_'));
    boolean isCall = kind == FeedConfig.Kind.AUDIO_CHUNKS;
    return new FeedConfig(
        name,
        kind,
        (String) values.get("topic"),
        pipeline.topics(),
        modality(name, isCall, (String) values.get("modality")),
        subject(name, isCall, values),
        isCall
            ? new FeedConfig.Call(
                (String) values.get(ChunkKeys.BOUNDARIES), ChunkKeys.policy(values, maxRecord))
            : null);
  }

  private static Modality modality(String feed, boolean isCall, String given) {
    String key = prefix(feed) + "modality";
    if (given == null && !isCall) {
      throw new ConfigException(key, null, "must be set: image, text or audio");
    }
    Modality modality = given == null ? Modality.AUDIO : IntakeKeys.modality(given);
    if (isCall && modality != Modality.AUDIO) {
      throw new ConfigException(
          key, given, "must be audio, or left out, under kind = audio-chunks");
    }
    return modality;
  }

  /** Chunks are keyed by call; the subject is the utterance, which its boundary or mark names. */
  private static SubjectRule subject(String feed, boolean isCall, Map<String, Object> values) {
    SubjectRule rule = IntakeKeys.rule((String) values.get("key"), () -> mapped(feed, values));
    if (isCall && !(rule instanceof SubjectRule.RecordKey)) {
      throw new ConfigException(
          prefix(feed) + "key", values.get("key"), "must be left out under kind = audio-chunks");
    }
    return rule;
  }

  private static SubjectRule mapped(String name, Map<String, Object> values) {
    String topic = (String) values.get("mapping.topic");
    if (topic == null) {
      throw new ConfigException(
          prefix(name) + "mapping.topic", null, "must be set, since key = mapping");
    }
    return new SubjectRule.Mapped(
        topic,
        Durations.parse((String) values.get("mapping.patience")),
        (Integer) values.get("mapping.waiting.max"));
  }

  /** A topic has one reader here, and nothing reads what it writes. */
  private static void refuseCircles(List<FeedConfig> feeds, List<PipelineConfig> pipelines) {
    Set<String> own = new HashSet<>();
    pipelines.forEach(p -> own.addAll(p.topics().all()));
    Set<String> read = new HashSet<>();
    Set<String> mappings = new HashSet<>();
    for (FeedConfig feed : feeds) {
      if (feed.subject() instanceof SubjectRule.Mapped mapped) {
        mappings.add(mapped.topic());
      }
    }
    for (FeedConfig feed : feeds) {
      String key = prefix(feed.name()) + "topic";
      if (own.contains(feed.topic()) || mappings.contains(feed.topic())) {
        throw new ConfigException(
            key, feed.topic(), "must be no topic of a pipeline and no mapping topic");
      }
      if (!read.add(feed.topic())) {
        throw new ConfigException(key, feed.topic(), "must be a topic that no other feed reads");
      }
      String boundaries = feed.call() == null ? null : feed.call().boundaries();
      if (boundaries != null
          && (own.contains(boundaries) || mappings.contains(boundaries) || !read.add(boundaries))) {
        throw new ConfigException(
            prefix(feed.name()) + ChunkKeys.BOUNDARIES,
            boundaries,
            "must be a topic that no pipeline and no other feed has");
      }
    }
    for (String mapping : mappings) {
      if (own.contains(mapping)) {
        throw new ConfigException(
            "intake.*.mapping.topic", mapping, "must be no topic of a pipeline");
      }
    }
  }
}
