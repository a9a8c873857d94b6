package io.lacuna.app.replay;

import io.lacuna.app.TemporaryFolder;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.model.recording.RunWriter;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.avro.file.DataFileReader;

/**
 * A what-if replay of a whole recording: its partitions beside one another, their predictions in
 * the order of the partitions in one file. The same recording and question give the same bytes,
 * whatever the number of threads.
 */
public final class WhatIf {
  private final Question question;
  private final String command;
  private final Map<String, String> settings;

  /**
   * @param command said in the manifest
   * @param settings what was asked, said in the manifest
   */
  public WhatIf(Question question, String command, Map<String, String> settings) {
    this.question = question;
    this.command = command;
    Map<String, String> all = new TreeMap<>(settings);
    all.put("window", question.pipeline().window().toString());
    all.put("batch.max.size", Integer.toString(question.config().batch().maxSize()));
    all.put("batch.shape", question.config().batch().shape().isFixed() ? "fixed" : "dynamic");
    this.settings = Map.copyOf(all);
  }

  /**
   * Replays into a folder. Partitions that an interrupted run of the same question has finished
   * there are not replayed again.
   *
   * @param threads partitions that are replayed at the same time
   * @param progress takes the number of records read so far, on any thread
   */
  public RunManifest run(RunFolder folder, int threads, LongConsumer progress) throws IOException {
    Files.createDirectories(folder.root());
    List<Integer> partitions = question.recording().partitions();
    AtomicLong read = new AtomicLong();
    replayAll(folder, partitions, threads, () -> progress.accept(read.incrementAndGet()));
    Set<String> adapters = new TreeSet<>();
    long records = 0;
    try (RunWriter all = RunWriter.create(folder)) {
      for (int partition : partitions) {
        RunFolder part = part(folder, partition);
        copy(part, all);
        adapters.addAll(part.manifest().adapters());
        records += part.manifest().records();
      }
      String sha256 = all.finish();
      RunManifest manifest = manifest(adapters, records, all.count(), sha256);
      folder.seal(manifest);
      partitions.forEach(partition -> TemporaryFolder.delete(part(folder, partition).root()));
      return manifest;
    }
  }

  private void replayAll(RunFolder folder, List<Integer> partitions, int threads, Runnable progress)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int partition : partitions) {
        running.add(
            pool.submit(
                () -> {
                  replay(folder, partition, progress);
                  return null;
                }));
      }
      for (Future<?> part : running) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void replay(RunFolder folder, int partition, Runnable progress) throws IOException {
    RunFolder part = part(folder, partition);
    if (isFinished(part)) {
      return;
    }
    Set<String> adapters = new ConcurrentSkipListSet<>();
    AtomicLong read = new AtomicLong();
    try (RunWriter out = RunWriter.create(part);
        PartitionScoring scoring =
            new PartitionScoring(question, question.routes(), partition, part.root())) {
      new WhatIfTask(question, partition, scoring)
          .run(
              p -> append(out, p, adapters),
              n -> {
                read.set(n);
                progress.run();
              });
      String sha256 = out.finish();
      part.seal(manifest(adapters, read.get(), out.count(), sha256));
    }
  }

  /** Whether it holds all predictions of its partition, made for the same question. */
  private boolean isFinished(RunFolder part) throws IOException {
    if (!Files.exists(part.root().resolve(RunFolder.MANIFEST))) {
      return false;
    }
    RunManifest was = part.manifest();
    RunManifest is = manifest(Set.of(), 0, 0, "");
    boolean same =
        was.recordingSha256().equals(is.recordingSha256())
            && was.settings().equals(is.settings())
            && was.modelDigest().equals(is.modelDigest())
            && question.model().adapters().containsAll(was.adapters());
    if (same) {
      part.verify();
    }
    return same;
  }

  private static void append(RunWriter out, Prediction p, Set<String> adapters) {
    try {
      adapters.add(p.getAdapterDigest());
      out.append(p);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write predictions", e);
    }
  }

  private static RunFolder part(RunFolder folder, int partition) {
    return new RunFolder(folder.root().resolve("part-" + partition));
  }

  private static void copy(RunFolder part, RunWriter all) throws IOException {
    try (DataFileReader<Prediction> predictions = part.openPredictions()) {
      while (predictions.hasNext()) {
        all.append(predictions.next());
      }
    }
  }

  private RunManifest manifest(Set<String> adapters, long read, long predictions, String sha256)
      throws IOException {
    return new RunManifest(
        "what-if",
        question.pipeline().name(),
        command,
        question.recording().manifest().name(),
        Sha256.hex(
            Files.readAllBytes(question.recording().root().resolve(RecordingFolder.MANIFEST))),
        settings,
        question.model().modelDigest(),
        List.copyOf(new TreeSet<>(adapters)),
        read,
        predictions,
        sha256);
  }
}
