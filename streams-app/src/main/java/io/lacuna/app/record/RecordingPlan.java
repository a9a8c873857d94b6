package io.lacuna.app.record;

import io.lacuna.app.config.Topics;
import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What is to be recorded, and how.
 *
 * @param name name of the recording
 * @param command for the manifest
 * @param topics by role; an input topic that does not exist is an error, any other is left out
 * @param from where it begins
 * @param to where it ends
 * @param follow how long records that still come are taken; zero for those that are there
 * @param allowHoles whether a range may begin with records that were deleted
 * @param masks what is made unreadable
 * @param hash for masked ids
 */
public record RecordingPlan(
    String name,
    String command,
    Map<TopicRole, String> topics,
    Bound from,
    Bound to,
    Duration follow,
    boolean allowHoles,
    Set<Mask> masks,
    KeyedHash hash) {

  public RecordingPlan {
    topics = new EnumMap<>(topics);
    masks = Set.copyOf(masks);
    if (!follow.isZero() && !to.equals(Bound.OPEN)) {
      throw new IllegalArgumentException("--follow ends the recording, --to must be left out");
    }
    if (from instanceof Bound.At first
        && to instanceof Bound.At last
        && !first.instant().isBefore(last.instant())) {
      throw new IllegalArgumentException(
          "--from " + first.instant() + " must be before --to " + last.instant());
    }
  }

  /**
   * The topics of a pipeline.
   *
   * @param adapters topic of the adapters' events, or null
   * @param labels topic with labels, or null
   */
  public static Map<TopicRole, String> topics(Topics topics, String adapters, String labels) {
    Map<TopicRole, String> byRole = new EnumMap<>(TopicRole.class);
    for (Modality m : Modality.values()) {
      byRole.put(TopicRole.of(m), topics.input(m));
    }
    byRole.put(TopicRole.PREDICTIONS, topics.predictions());
    byRole.put(TopicRole.LATE, topics.late());
    byRole.put(TopicRole.DEAD_LETTERS, topics.deadLetters());
    byRole.put(TopicRole.DECISIONS, topics.decisions());
    if (adapters != null) {
      byRole.put(TopicRole.ADAPTERS, adapters);
    }
    if (labels != null) {
      byRole.put(TopicRole.LABELS, labels);
    }
    return byRole;
  }
}
