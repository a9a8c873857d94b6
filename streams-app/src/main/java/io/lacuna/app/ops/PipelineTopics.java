package io.lacuna.app.ops;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.config.Topics;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Modality;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A pipeline's topics by the words that people use for them. */
public record PipelineTopics(Map<String, Place> byWord) {

  /** A topic and what its records are. */
  public record Place(String topic, TopicRole role) {}

  /**
   * @throws IllegalArgumentException if the application has no such pipeline
   */
  public static PipelineConfig pipeline(AppConfig config, String name) {
    return config.pipelines().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--pipeline "
                        + name
                        + " must be one of "
                        + config.pipelines().stream().map(PipelineConfig::name).toList()));
  }

  public static PipelineTopics of(AppConfig config, PipelineConfig pipeline) {
    Topics topics = pipeline.topics();
    Map<String, Place> places = new LinkedHashMap<>();
    for (Modality m : Modality.values()) {
      String word = m.name().toLowerCase(Locale.ROOT);
      places.put(word, new Place(topics.input(m), TopicRole.of(word)));
    }
    places.put("predictions", new Place(topics.predictions(), TopicRole.PREDICTIONS));
    places.put("latest", new Place(topics.latest(), TopicRole.PREDICTIONS));
    places.put("shadow", new Place(topics.shadow(), TopicRole.PREDICTIONS));
    places.put("late", new Place(topics.late(), TopicRole.LATE));
    places.put("dlq", new Place(topics.deadLetters(), TopicRole.DEAD_LETTERS));
    places.put("decisions", new Place(topics.decisions(), TopicRole.DECISIONS));
    if (config.adapters().topic() != null) {
      places.put("adapters", new Place(config.adapters().topic(), TopicRole.ADAPTERS));
    }
    config.feeds().stream()
        .filter(feed -> feed.topics().pipeline().equals(pipeline.name()))
        .forEach(feed -> addFeed(places, feed));
    return new PipelineTopics(places);
  }

  /** Records of feeds are masked as their schema says; the role only says that they are input. */
  private static void addFeed(Map<String, Place> places, FeedConfig feed) {
    String word = "feed." + feed.name();
    TopicRole role = TopicRole.of(feed.modality());
    places.put(word, new Place(feed.topic(), role));
    if (feed.call() != null && feed.call().boundaries() != null) {
      places.put(word + ".boundaries", new Place(feed.call().boundaries(), TopicRole.TEXT));
    }
    if (feed.subject() instanceof SubjectRule.Mapped mapped) {
      places.put(word + ".mapping", new Place(mapped.topic(), role));
    }
  }

  /**
   * @param word or the topic's whole name
   * @throws IllegalArgumentException if it is neither; says which there are
   */
  public Place place(String word) {
    Place place = byWord.get(word);
    return place != null
        ? place
        : byWord.values().stream()
            .filter(p -> p.topic().equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "TOPIC "
                            + word
                            + " must be one of "
                            + byWord.keySet()
                            + ", or a whole name"));
  }
}
