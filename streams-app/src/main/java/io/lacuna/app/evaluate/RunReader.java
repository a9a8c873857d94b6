package io.lacuna.app.evaluate;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.file.DataFileReader;

/** Reads the predictions of a run, window by window. Not thread-safe. */
final class RunReader {
  private record Start(Instant at, String windowId) {}

  private static final Comparator<Start> BY_START =
      Comparator.comparing(Start::at).thenComparing(Start::windowId);

  private final String name;
  private final Map<String, Task> tasks = new LinkedHashMap<>();

  private RunReader(String name) {
    this.name = name;
  }

  /**
   * @param name name of the run in tables
   * @throws IOException if the folder is no run, its predictions are not those of its manifest, or
   *     two predictions disagree on a task
   */
  static Run read(Path folder, String name) throws IOException {
    RunFolder run = new RunFolder(folder);
    for (String file : List.of(RunFolder.MANIFEST, RunFolder.PREDICTIONS)) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new IOException(folder + " is no run: it has no " + file);
      }
    }
    run.verify();
    try (DataFileReader<Prediction> in = run.openPredictions()) {
      Run read = new RunReader(name).read(in, run.manifest());
      if (read.windows().isEmpty()) {
        throw new IOException(folder + " holds no predictions");
      }
      return read;
    }
  }

  /**
   * Predictions that are in no folder; the run has no manifest.
   *
   * @throws IOException if two predictions disagree on a task
   */
  static Run of(String name, Iterable<Prediction> predictions) throws IOException {
    return new RunReader(name).read(predictions, null);
  }

  private Run read(Iterable<Prediction> predictions, RunManifest about) throws IOException {
    Map<String, Map<String, List<Prediction>>> bySubject = new TreeMap<>();
    for (Prediction p : predictions) {
      bySubject
          .computeIfAbsent(p.getSubject(), s -> new LinkedHashMap<>())
          .computeIfAbsent(p.getWindowId(), w -> new ArrayList<>())
          .add(p);
    }
    List<Window> windows = new ArrayList<>();
    for (Map.Entry<String, Map<String, List<Prediction>>> subject : bySubject.entrySet()) {
      windows.addAll(windows(subject.getKey(), subject.getValue()));
    }
    return new Run(name, about, List.copyOf(tasks.values()), windows);
  }

  /** The windows of a subject; one that became part of another says nothing of its own. */
  private List<Window> windows(String subject, Map<String, List<Prediction>> byId)
      throws IOException {
    Map<Start, List<Prediction>> byStart = new TreeMap<>(BY_START);
    byId.forEach(
        (id, revisions) -> {
          Prediction last = revisions.get(revisions.size() - 1);
          if (last.getCause() != Cause.MERGED) {
            byStart.put(new Start(last.getWindowStart(), id), revisions);
          }
        });
    List<Window> windows = new ArrayList<>();
    for (List<Prediction> revisions : byStart.values()) {
      List<Answer> answers = new ArrayList<>();
      long waitMs = 0;
      for (int r = 0; r < revisions.size(); r++) {
        Prediction p = revisions.get(r);
        if (r == 0 || !sameSamples(revisions.get(r - 1), p)) {
          waitMs = waitMs(p);
        }
        answers.add(answer(p, waitMs));
      }
      windows.add(new Window(subject, windows.size(), answers));
    }
    return windows;
  }

  private static boolean sameSamples(Prediction a, Prediction b) {
    return new HashSet<>(a.getInputs()).equals(new HashSet<>(b.getInputs()));
  }

  /**
   * The decision's instant in event time is the highest one that any partition had seen by then.
   */
  private static long waitMs(Prediction p) {
    long seen =
        p.getDecision().getPartitionTimes().stream().mapToLong(Long::longValue).max().orElse(-1);
    return Math.max(0, seen - p.getDecision().getFirstEventTime().toEpochMilli());
  }

  private Answer answer(Prediction p, long waitMs) throws IOException {
    Map<String, double[]> scores = new LinkedHashMap<>();
    if (p.getScores() != null) {
      for (TaskScores t : p.getScores()) {
        if (t.getKind() != TaskKind.OTHER) {
          know(new Task(t.getTask(), t.getKind(), List.copyOf(t.getLabels())));
          scores.put(t.getTask(), t.getValues().stream().mapToDouble(Float::doubleValue).toArray());
        }
      }
    }
    return new Answer(
        Status.of(p),
        new PresenceMask(p.getPresence()),
        p.getAbsences().size(),
        p.getSite(),
        scores,
        p.getConfidence() == null ? Double.NaN : p.getConfidence(),
        p.getAdapter(),
        p.getAdapterDigest(),
        waitMs);
  }

  private void know(Task task) throws IOException {
    Task known = tasks.putIfAbsent(task.name(), task);
    if (known != null && !known.equals(task)) {
      throw new IOException(
          name + ": predictions disagree on task " + task.name() + ": " + known + ", " + task);
    }
  }
}
