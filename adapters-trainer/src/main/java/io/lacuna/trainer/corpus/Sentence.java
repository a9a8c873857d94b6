package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A review sentence of the UCI set Sentiment Labelled Sentences with its human label.
 *
 * @param id review site and line, e.g. {@code yelp:17}
 */
record Sentence(String id, String text, boolean positive) {
  private static final List<String> SITES = List.of("imdb", "yelp", "amazon");
  private static final int MIN_WORDS = 3;
  private static final int MAX_WORDS = 13;

  /** Sentences of 3 to 13 words, each text once. */
  static List<Sentence> load(NpmModules modules) throws IOException {
    List<Sentence> sentences = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String site : SITES) {
      JsonNode rows = modules.json("sentiment/test/fixtures/" + site + ".json");
      for (int line = 0; line < rows.size(); line++) {
        String text = rows.get(line).path("text").asText().replaceAll("\\s+", " ").trim();
        JsonNode label = rows.get(line).path("class");
        int words = text.split(" ").length;
        boolean fits = words >= MIN_WORDS && words <= MAX_WORDS && label.isInt();
        if (fits && seen.add(text)) {
          sentences.add(new Sentence(site + ":" + line, text, label.asInt() == 1));
        }
      }
    }
    return sentences;
  }
}
