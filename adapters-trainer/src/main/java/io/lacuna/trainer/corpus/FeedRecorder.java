package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingManifest;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Turns the test split of a data set into a recorded feed. */
final class FeedRecorder {
  /** The invented day of the recordings; a player moves it. */
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private static final int BROKEN_OF_EACH_KIND = 3;

  private final FeedProfile profile;
  private final long seed;
  private final FeedTally tally = new FeedTally();

  FeedRecorder(FeedProfile profile, long seed) {
    this.profile = profile;
    this.seed = seed;
  }

  /** Reads a data set folder and writes a recording folder. */
  static RecordingManifest record(Path corpus, Path out, FeedProfile profile, long seed)
      throws IOException {
    TrustedRecords.install();
    FeedRecorder recorder = new FeedRecorder(profile, seed);
    List<TestSubject> subjects = new ArrayList<>(TestSubject.load(corpus));
    Collections.shuffle(subjects, Seeds.random(seed, profile.pipeline(), "order"));
    List<RecordedRecord> log = Arrival.toLog(recorder.arrivals(subjects));
    Map<String, JsonNode> truth = new LinkedHashMap<>();
    subjects.forEach(s -> truth.put(s.id(), s.labels()));
    RecordingFolder folder = new RecordingFolder(out);
    folder.write(
        recorder.manifest(log), Map.of(Wire.SAMPLE_SCHEMA_ID, Sample.getClassSchema()), log, truth);
    return folder.manifest();
  }

  private List<Arrival> arrivals(List<TestSubject> subjects) throws IOException {
    Random plan = Seeds.random(seed, profile.pipeline(), "plan");
    List<PresenceMask> masks = PresencePlan.masks(subjects.size(), plan);
    List<Breakage> broken = breakages(masks, plan);
    long[] times = new long[subjects.size()];
    Arrays.setAll(times, i -> (long) (plan.nextDouble() * profile.span().toMillis()));
    Arrays.sort(times);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      TestSubject subject = subjects.get(i);
      Random random = Seeds.random(seed, profile.pipeline(), subject.id());
      Instant seen = START.plusMillis(times[i]);
      var timeline = new SubjectTimeline(profile, subject, seen, random, tally);
      arrivals.addAll(timeline.make(masks.get(i), broken.get(i)));
    }
    return arrivals;
  }

  /** Gives a few of the complete subjects one broken record each; null for the others. */
  private static List<Breakage> breakages(List<PresenceMask> masks, Random random) {
    List<Integer> complete = new ArrayList<>();
    for (int i = 0; i < masks.size(); i++) {
      if (masks.get(i).equals(PresenceMask.ALL)) {
        complete.add(i);
      }
    }
    Collections.shuffle(complete, random);
    Breakage[] broken = new Breakage[masks.size()];
    int next = 0;
    for (Breakage breakage : Breakage.values()) {
      for (int i = 0; i < BROKEN_OF_EACH_KIND; i++) {
        broken[complete.get(next++)] = breakage;
      }
    }
    return Arrays.asList(broken);
  }

  private RecordingManifest manifest(List<RecordedRecord> log) {
    String pipeline = profile.pipeline();
    return new RecordingManifest(
        pipeline + "-sample-feed",
        pipeline,
        seed,
        "lacuna data record --seed " + seed,
        "Made, not recorded in the field. Sources and limits: recordings/DATA-CARD.md."
            + " Schema id 1 is io.lacuna.schema.Sample; broken records are there on purpose."
            + " 'late': arrived more than "
            + profile.limit().toSeconds()
            + " s after the subject was first seen.",
        tally.firstEventTime().toEpochMilli(),
        tally.lastEventTime().toEpochMilli(),
        log.get(0).getTimestamp().toEpochMilli(),
        log.get(log.size() - 1).getTimestamp().toEpochMilli(),
        tally.counts(),
        Map.of());
  }
}
