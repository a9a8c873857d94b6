package io.lacuna.app.replay;

import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RunFolder;
import io.lacuna.model.recording.RunManifest;
import io.lacuna.model.recording.RunWriter;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    this.settings = Map.copyOf(settings);
  }

  /**
   * Replays into a folder.
   *
   * @param threads partitions that are replayed at the same time
   * @param progress takes the number of records read so far, on any thread
   */
  public RunManifest run(RunFolder folder, int threads, LongConsumer progress) throws IOException {
    Files.createDirectories(folder.root());
    List<Integer> partitions = question.recording().partitions();
    Set<String> adapters = new ConcurrentSkipListSet<>();
    AtomicLong read = new AtomicLong();
    replayAll(folder, partitions, threads, adapters, () -> progress.accept(read.incrementAndGet()));
    try (RunWriter all = RunWriter.create(folder)) {
      for (int partition : partitions) {
        Path part = part(folder, partition);
        copy(part, all);
        delete(part);
      }
      String sha256 = all.finish();
      RunManifest manifest = manifest(adapters, read.get(), all.count(), sha256);
      folder.seal(manifest);
      return manifest;
    }
  }

  private void replayAll(
      RunFolder folder,
      List<Integer> partitions,
      int threads,
      Set<String> adapters,
      Runnable progress)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int partition : partitions) {
        running.add(
            pool.submit(
                () -> {
                  replay(folder, partition, adapters, progress);
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

  private void replay(RunFolder folder, int partition, Set<String> adapters, Runnable progress)
      throws IOException {
    Path part = part(folder, partition);
    try (RunWriter out = RunWriter.create(new RunFolder(part));
        PartitionScoring scoring =
            new PartitionScoring(question, question.routes(), partition, part)) {
      new WhatIfTask(question, partition, scoring)
          .run(p -> append(out, p, adapters), n -> progress.run());
    }
  }

  private static void append(RunWriter out, Prediction p, Set<String> adapters) {
    try {
      adapters.add(p.getAdapterDigest());
      out.append(p);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write predictions", e);
    }
  }

  private static Path part(RunFolder folder, int partition) {
    return folder.root().resolve("part-" + partition);
  }

  private static void copy(Path part, RunWriter all) throws IOException {
    try (DataFileReader<Prediction> predictions = new RunFolder(part).openPredictions()) {
      while (predictions.hasNext()) {
        all.append(predictions.next());
      }
    }
  }

  private static void delete(Path part) throws IOException {
    try (var files = Files.list(part)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(part);
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
