package io.lacuna.bench.torture.feed;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws what is sent for one observation after the other, a function of the seed and the event
 * time: which modalities come, in what order and how late, what comes twice, what stands in for a
 * modality, what is broken. Used by one thread.
 */
final class FeedPlan {
  private static final AbsenceReason[] REASONS = {
    AbsenceReason.NOT_PERFORMED, AbsenceReason.MASKED, AbsenceReason.NOT_PERMITTED
  };

  /** How far the samples of an observation lie apart, ms of event time and of arrival. */
  private static final int SPREAD_MS = 1_500;

  private final SplittableRandom random;
  private final int values;
  private final int subjects;
  private final int lateMs;
  private long drawn;

  /**
   * @param values length of a feature vector
   * @param subjects that take turns
   * @param lateMs how late the latest samples come, ms
   */
  FeedPlan(long seed, int values, int subjects, int lateMs) {
    this.random = new SplittableRandom(seed);
    this.values = values;
    this.subjects = subjects;
    this.lateMs = lateMs;
  }

  /**
   * The records of the next observation.
   *
   * @param atMs when it happens, ms from the start of the feed
   * @param eventMs when it happens by the senders' clock, UTC ms
   */
  List<Item> observation(long atMs, long eventMs) {
    String subject = "subject-" + drawn++ % subjects;
    List<Item> items = new ArrayList<>();
    int all = (1 << Modality.values().length) - 1;
    int present = chance(55) ? all : 1 + random.nextInt(all);
    for (Modality m : Modality.values()) {
      if ((present >> m.ordinal() & 1) == 1) {
        samples(items, subject, m, atMs, eventMs);
      } else if (chance(30)) {
        items.add(
            item(
                atMs + random.nextInt(SPREAD_MS),
                sample(subject, m, eventMs)
                    .setPayload(new AbsenceMarker(REASONS[random.nextInt(REASONS.length)]))
                    .build()));
      }
    }
    return items;
  }

  private void samples(List<Item> items, String subject, Modality m, long atMs, long eventMs) {
    long event = eventMs + random.nextInt(SPREAD_MS);
    long at = atMs + random.nextInt(SPREAD_MS) + (chance(5) ? random.nextInt(lateMs) : 0);
    Sample sample =
        sample(subject, m, event)
            .setPayload(chance(2) ? tensor(values + 1) : tensor(values))
            .build();
    items.add(item(at, sample));
    if (chance(4)) {
      items.add(item(at + random.nextInt(SPREAD_MS), sample));
    }
    if (chance(4)) {
      Sample other =
          sample(subject, m, eventMs + random.nextInt(SPREAD_MS))
              .setPayload(tensor(values))
              .build();
      items.add(item(at + random.nextInt(SPREAD_MS), other));
    }
    if (random.nextInt(200) == 0) {
      items.add(poison(at, eventMs));
    }
  }

  /** A record whose envelope cannot be believed, in one of five ways. */
  Item poison(long atMs, long eventMs) {
    String subject = "subject-" + random.nextInt(subjects);
    Modality m = Modality.values()[random.nextInt(Modality.values().length)];
    Modality other = Modality.values()[(m.ordinal() + 1) % Modality.values().length];
    Sample.Builder sample = sample(subject, m, eventMs).setPayload(tensor(values));
    return switch (random.nextInt(5)) {
      case 0 -> new Item(atMs, m, subject, null, new byte[] {7, 7, 7});
      case 1 -> new Item(atMs, m, subject, null, new byte[] {0, 0, 0, 0, 1, 1, 2, 3});
      case 2 -> new Item(atMs, m, subject, sample.setModality(other).build(), null);
      case 3 -> new Item(atMs, m, "not-" + subject, sample.build(), null);
      default ->
          new Item(
              atMs,
              m,
              subject,
              sample.setEventTime(Instant.ofEpochMilli(eventMs).plus(Duration.ofDays(1))).build(),
              null);
    };
  }

  private static Item item(long atMs, Sample sample) {
    return new Item(atMs, sample.getModality(), sample.getSubject(), sample, null);
  }

  private static Sample.Builder sample(String subject, Modality m, long eventMs) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(m)
        .setEventTime(Instant.ofEpochMilli(eventMs));
  }

  private FeatureTensor tensor(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      bytes.putFloat((float) random.nextDouble(-1, 1));
    }
    return new FeatureTensor(List.of(length), bytes.flip());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
