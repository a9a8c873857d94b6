package io.lacuna.model.recording;

import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a recorded topic is to its pipeline. Records and file names carry the word. */
public enum TopicRole {
  IMAGE,
  TEXT,
  AUDIO,
  PREDICTIONS,
  LATE,
  DEAD_LETTERS,
  DECISIONS,
  ADAPTERS,
  LABELS;

  /** The word in files, e.g. {@code dead-letters}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The modality of an input topic; empty for every other topic. */
  public Optional<Modality> modality() {
    return Arrays.stream(Modality.values()).filter(m -> m.name().equals(name())).findFirst();
  }

  public static TopicRole of(Modality modality) {
    return valueOf(modality.name());
  }

  /**
   * @throws IllegalArgumentException if the word is none; names those that are
   */
  public static TopicRole of(String word) {
    for (TopicRole role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' must be one of "
            + Arrays.stream(values()).map(TopicRole::word).collect(Collectors.joining(", ")));
  }
}
