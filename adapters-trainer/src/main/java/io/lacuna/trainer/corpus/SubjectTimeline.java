package io.lacuna.trainer.corpus;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The records of one subject: samples, markers, duplicates, second samples, broken records. */
final class SubjectTimeline {
  private static final double DUPLICATE_SHARE = 0.03;
  private static final double RETAKE_SHARE = 0.01;

  private final FeedProfile profile;
  private final TestSubject subject;
  private final Instant seen;
  private final Random random;
  private final FeedTally tally;
  private final String site;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Sample> usable = new ArrayList<>();
  private PresenceMask inTime = PresenceMask.NONE;

  SubjectTimeline(
      FeedProfile profile, TestSubject subject, Instant seen, Random random, FeedTally tally) {
    this.profile = profile;
    this.subject = subject;
    this.seen = seen;
    this.random = random;
    this.tally = tally;
    this.site = profile.sites().get(random.nextInt(profile.sites().size()));
  }

  /**
   * Makes the records.
   *
   * @param mask modalities that are sent
   * @param breakage what is wrong with one of them, or an extra record that is; may be null
   */
  List<Arrival> make(PresenceMask mask, Breakage breakage) throws IOException {
    PresenceMask usableMask = mask;
    for (Modality modality : Modality.values()) {
      if (breakage != null && breakage.modality() == modality) {
        sendBroken(breakage);
        if (!breakage.breaksEnvelope()) {
          usableMask = usableMask.without(modality);
          continue;
        }
      }
      if (mask.has(modality)) {
        send(modality);
      } else {
        announce(modality);
      }
    }
    tally.add("presence", usableMask.toString());
    tally.add("presenceInTime", inTime.toString());
    usable.forEach(s -> tally.eventTime(s.getEventTime()));
    return arrivals;
  }

  private void send(Modality modality) throws IOException {
    Sample sample = sample(modality, observed());
    Instant at = arrive(sample);
    usable.add(sample);
    tally.add("samples", name(modality));
    if (Duration.between(seen, at).compareTo(profile.limit()) > 0) {
      tally.add("late", name(modality));
    } else {
      inTime = inTime.with(modality);
    }
    boolean duplicate = random.nextDouble() < DUPLICATE_SHARE;
    boolean retake = random.nextDouble() < RETAKE_SHARE;
    if (duplicate) {
      Instant again = at.plusMillis(1 + (long) (random.nextDouble() * profile.spread().toMillis()));
      record(again, modality, Wire.encode(sample, Wire.SAMPLE_SCHEMA_ID));
      tally.add("duplicates", name(modality));
    }
    if (retake) {
      Instant later = sample.getEventTime().plus(profile.spread().multipliedBy(2));
      Sample second = Sample.newBuilder(sample).setEventTime(later).build();
      second.setPayload(Retake.of((InlineBytes) sample.getPayload()));
      arrive(second);
      tally.add("secondSamples", name(modality));
    }
  }

  private void sendBroken(Breakage breakage) {
    Sample good = sample(breakage.modality(), observed());
    record(after(good), breakage.modality(), breakage.value(good));
    tally.add("broken", breakage.name());
  }

  private void announce(Modality modality) {
    AbsenceReason reason = PresencePlan.announcement(random);
    if (reason == null) {
      tally.add("absences", "SILENT");
      return;
    }
    Sample marker = sample(modality, observed());
    marker.setPayload(new AbsenceMarker(reason));
    arrive(marker);
    tally.add("absences", reason.name());
  }

  private Sample sample(Modality modality, Instant observed) {
    return Sample.newBuilder()
        .setSubject(subject.id())
        .setModality(modality)
        .setEventTime(observed)
        .setCorrelationId(profile.correlated() ? subject.id() : null)
        .setSite(site)
        .setSource(profile.sources().get(modality))
        .setPayload(subject.payloads().get(modality))
        .build();
  }

  private Instant observed() {
    return seen.plusMillis((long) (random.nextDouble() * profile.spread().toMillis()));
  }

  private Instant after(Sample sample) {
    return sample
        .getEventTime()
        .plusMillis(profile.delays().get(sample.getModality()).drawMs(random));
  }

  private Instant arrive(Sample sample) {
    Instant at = after(sample);
    record(at, sample.getModality(), Wire.encode(sample, Wire.SAMPLE_SCHEMA_ID));
    return at;
  }

  private void record(Instant at, Modality modality, byte[] value) {
    arrivals.add(new Arrival(at, subject.id(), modality, value));
    tally.add("records", name(modality));
  }

  private static String name(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }
}
