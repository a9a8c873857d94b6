package io.lacuna.app.evaluate;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.model.recording.RunWriter;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs and labels made by hand: 200 subjects, three findings and a severity. An answer is the
 * better the more modalities it had. A subject's samples do not depend on what a run leaves out.
 */
public final class MadeRuns {
  static final int SUBJECTS = 200;
  static final List<String> FINDINGS = List.of("cough", "fever", "rash");
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private final Path dir;

  static {
    TrustedRecords.install();
  }

  public MadeRuns(Path dir) {
    this.dir = dir;
  }

  /** Labels of all subjects, four subjects to a group. */
  public Path truth() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SUBJECTS; i++) {
      int[] f = findings(i);
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"subject\":\"P-%d\",\"group\":\"ward-%d\",\"labels\":{\"findings\":[%d,%d,%d],\"severity\":%.2f}}%n",
              i,
              i / 4,
              f[0],
              f[1],
              f[2],
              severity(i)));
    }
    return Files.writeString(dir.resolve("labels.jsonl"), lines);
  }

  /**
   * @param drop share of the modalities to leave out
   * @param adapter id of the adapter, whose digest follows from it
   * @param skill how much a modality tells
   */
  public Path run(String name, double drop, String adapter, double skill) throws IOException {
    RunFolder folder = new RunFolder(dir.resolve(name));
    try (RunWriter out = RunWriter.create(folder)) {
      for (int i = 0; i < SUBJECTS; i++) {
        for (Prediction p : revisions(i, drop, adapter, skill)) {
          out.append(p);
        }
      }
      long count = out.count();
      folder.seal(
          new RunManifest(
              "what-if",
              "patient",
              "lacuna replay made --out " + name,
              "made",
              "ab".repeat(32),
              drop == 0 ? Map.of() : Map.of("drop.AUDIO", Double.toString(drop), "seed", "1"),
              "cd".repeat(32),
              List.of(digest(adapter)),
              3L * SUBJECTS,
              count,
              out.finish()));
    }
    return folder.root();
  }

  static String digest(String adapter) {
    return String.format("%064x", adapter.hashCode() & 0xffffffffL);
  }

  private static List<Prediction> revisions(int i, double drop, String adapter, double skill) {
    SplittableRandom random = new SplittableRandom(31 * i + 7);
    PresenceMask all = PresenceMask.ALL;
    for (Modality m : Modality.values()) {
      // always drawn, so that another rate takes nothing from the others
      boolean came = random.nextDouble() >= 0.1;
      boolean dropped = random.nextDouble() < drop;
      all = came && !dropped ? all : all.without(m);
    }
    List<Prediction> revisions = new ArrayList<>();
    if (all.count() == 3 && i % 2 == 0) {
      PresenceMask early = all.without(Modality.AUDIO);
      revisions.add(prediction(i, 0, false, Cause.EARLY, early, adapter, skill, 10_000));
      revisions.add(prediction(i, 1, false, Cause.COMPLETE, all, adapter, skill, 20_000));
    } else {
      revisions.add(prediction(i, 0, false, Cause.DEADLINE, all, adapter, skill, 40_000));
    }
    int last = revisions.size();
    revisions.add(prediction(i, last, true, Cause.RETENTION, all, adapter, skill, 300_000));
    return revisions;
  }

  private static Prediction prediction(
      int i,
      int revision,
      boolean isFinal,
      Cause cause,
      PresenceMask mask,
      String adapter,
      double skill,
      long waitMs) {
    Instant start = START.plusSeconds(60L * i);
    SplittableRandom noise = new SplittableRandom(97 * i + mask.bits());
    List<Float> scores = new ArrayList<>();
    int[] is = findings(i);
    float top = 0;
    for (int c = 0; c < 3; c++) {
      double logit = skill * mask.count() * (is[c] - 0.5) + noise.nextGaussian();
      scores.add((float) (1 / (1 + Math.exp(-logit))));
      top = Math.max(top, scores.get(c));
    }
    float severity = (float) (severity(i) + noise.nextGaussian() * (3.5 - mask.count()) / skill);
    List<Absence> absences = new ArrayList<>();
    List<SampleRef> inputs = new ArrayList<>();
    for (Modality m : Modality.values()) {
      if (mask.has(m)) {
        inputs.add(new SampleRef(m, m.name(), 0, (long) i, start, "00"));
      } else {
        absences.add(new Absence(m, AbsenceReason.UNKNOWN));
      }
    }
    return Prediction.newBuilder()
        .setSubject("P-" + i)
        .setPipeline("patient")
        .setWindowId(Long.toString(start.toEpochMilli()))
        .setWindowStart(start)
        .setWindowEnd(start.plusSeconds(120))
        .setSite(i % 3 == 0 ? "north" : "south")
        .setRevision(revision)
        .setIsFinal(isFinal)
        .setCause(cause)
        .setPresence(mask.bits())
        .setPresenceLetters(mask.toString())
        .setAbsences(absences)
        .setScores(
            List.of(
                new TaskScores("findings", TaskKind.MULTILABEL, FINDINGS, scores),
                new TaskScores(
                    "severity", TaskKind.REGRESSION, List.of("severity"), List.of(severity))))
        .setConfidence(mask.count() == 0 ? null : top)
        .setModelDigest("cd".repeat(32))
        .setAdapter(adapter)
        .setAdapterDigest(digest(adapter))
        .setInputs(inputs)
        .setDecision(
            new DecisionClocks(
                start,
                start.plusSeconds(150),
                List.of(start.toEpochMilli() + waitMs, start.toEpochMilli(), -1L)))
        .build();
  }

  private static int[] findings(int i) {
    SplittableRandom random = new SplittableRandom(13 * i + 5);
    int[] is = new int[3];
    for (int c = 0; c < 3; c++) {
      is[c] = random.nextDouble() < 0.4 ? 1 : 0;
    }
    return is;
  }

  private static double severity(int i) {
    return new SplittableRandom(17 * i + 3).nextInt(-12, 13) / 4.0;
  }
}
