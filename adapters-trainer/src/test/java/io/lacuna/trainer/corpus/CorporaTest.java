package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the generator on its real sources where data/make-corpora.sh has installed them. */
class CorporaTest {
  private static final NpmModules MODULES = new NpmModules(Path.of("..", "data", "node_modules"));
  private static final Map<Split, Integer> SIZES =
      Map.of(Split.TRAIN, 16, Split.VALIDATION, 6, Split.TEST, 6);

  @TempDir private Path root;

  @BeforeEach
  void needTheSources() {
    assumeTrue(
        Files.isDirectory(MODULES.root()),
        "data/node_modules is missing: run data/make-corpora.sh");
    for (String tool : List.of("espeak-ng", "flite")) {
      boolean found =
          List.of(System.getenv("PATH").split(":")).stream()
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
      assumeTrue(found, tool + " is not installed: run data/make-corpora.sh");
    }
  }

  @Test
  void aSeedGivesTheSameFolderWhateverTheThreadsAndNoSourceItemIsInTwoSplits() throws IOException {
    for (Corpus corpus : List.of(new PatientCorpus(MODULES, WordNet.load(), 7), utterance())) {
      Path first = root.resolve(corpus.pipeline() + 1);
      Path second = root.resolve(corpus.pipeline() + 2);
      new DataSetWriter(first, corpus).write(SIZES, 1);
      new DataSetWriter(second, corpus).write(SIZES, 2);
      assertThat(files(second)).isEqualTo(files(first)).hasSize(2 + 2 * 28);
      checkSources(first);
    }
  }

  private static Corpus utterance() throws IOException {
    return new UtteranceCorpus(MODULES, 7);
  }

  private static void checkSources(Path folder) throws IOException {
    Map<String, String> splitOf = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("samples.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      String split = row.get("split").asText();
      for (var kind : row.get("sources").properties()) {
        JsonNode value = kind.getValue();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
          String before = splitOf.putIfAbsent(kind.getKey() + item.asText(), split);
          assertThat(before).as("%s %s", kind.getKey(), item).isIn(null, split);
        }
      }
    }
    assertThat(splitOf).hasSizeGreaterThan(30);
  }

  private static Map<String, Integer> files(Path folder) throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (var walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        int hash = Arrays.hashCode(Files.readAllBytes(file));
        files.put(folder.relativize(file).toString(), hash);
      }
    }
    return files;
  }
}
