package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes a data set folder: {@code dataset.json}, one line a subject in {@code samples.jsonl}, and
 * {@code payload/}. Samples are made on several threads and written in order, so the folder does
 * not depend on the number of threads.
 */
final class DataSetWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Corpus corpus;

  DataSetWriter(Path folder, Corpus corpus) {
    this.folder = folder;
    this.corpus = corpus;
  }

  void write(Map<Split, Integer> sizes, int threads) throws IOException {
    Files.createDirectories(folder.resolve("payload/image"));
    Files.createDirectories(folder.resolve("payload/audio"));
    String description =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(corpus.description());
    Files.writeString(folder.resolve("dataset.json"), description + "\n");
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (BufferedWriter lines = Files.newBufferedWriter(folder.resolve("samples.jsonl"))) {
      for (Split split : Split.values()) {
        for (Future<String> line : submit(workers, split, sizes.get(split))) {
          lines.write(line.get());
          lines.write('\n');
        }
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot make a sample of " + corpus.pipeline(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }

  private List<Future<String>> submit(ExecutorService workers, Split split, int count) {
    List<Future<String>> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = i;
      lines.add(workers.submit(() -> save(corpus.sample(split, index))));
    }
    return lines;
  }

  /** Writes the two files of a sample and returns its line. */
  private String save(CorpusSample sample) throws IOException {
    String image = "payload/image/" + sample.subject() + "." + corpus.imageSuffix();
    String audio = "payload/audio/" + sample.subject() + ".wav";
    Files.write(folder.resolve(image), sample.image());
    Files.write(folder.resolve(audio), sample.audio());
    ObjectNode line = JSON.createObjectNode();
    line.put("subject", sample.subject()).put("group", sample.group());
    line.put("split", sample.split().word());
    line.set("labels", JSON.valueToTree(sample.labels()));
    line.putObject("text").put("raw", sample.text());
    line.putObject("image").put("file", image);
    line.putObject("audio").put("file", audio);
    line.set("sources", JSON.valueToTree(sample.sources()));
    return JSON.writeValueAsString(line);
  }
}
