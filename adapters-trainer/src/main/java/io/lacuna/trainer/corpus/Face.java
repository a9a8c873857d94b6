package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A facial expression, drawn by several artists.
 *
 * @param names CLDR short name, then older names under which some sets have it
 * @param emotions what it shows, from the author-made table {@code faces.csv}
 * @param valence in [-1, 1], from the npm package {@code emoji-emotion}
 */
record Face(List<String> names, Set<Emotion> emotions, double valence) {
  private static final double POLARITY_SCALE = 4;
  private static final Pattern RATED =
      Pattern.compile("name: '[^']+',\\s*emoji: '([^']+)',\\s*polarity: (-?\\d)");

  String name() {
    return names.get(0);
  }

  static List<Face> load(NpmModules modules) throws IOException {
    Map<String, Integer> polarity = polarities(modules);
    List<Face> faces = new ArrayList<>();
    for (String line : table()) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split(",");
      List<String> names = List.of(columns[0].split("/"));
      Integer rated = polarity.get(names.get(0));
      if (rated == null) {
        throw new IOException("emoji-emotion has no polarity for the face " + names.get(0));
      }
      double valence = Math.max(-1, Math.min(1, rated / POLARITY_SCALE));
      faces.add(new Face(names, emotions(columns[1]), valence));
    }
    return faces;
  }

  private static List<String> table() throws IOException {
    try (InputStream in = Face.class.getResourceAsStream("faces.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Set<Emotion> emotions(String words) {
    Set<Emotion> emotions = EnumSet.noneOf(Emotion.class);
    for (String word : words.split("\\+")) {
      emotions.add(Emotion.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return emotions;
  }

  /** The rated emoji by CLDR name; the names come from the code point table of the noto set. */
  private static Map<String, Integer> polarities(NpmModules modules) throws IOException {
    JsonNode names = modules.json("@iconify-json/noto/chars.json");
    Map<String, Integer> polarity = new HashMap<>();
    Matcher rated = RATED.matcher(modules.text("emoji-emotion/index.js"));
    while (rated.find()) {
      String code =
          Arrays.stream(rated.group(1).codePoints().toArray())
              .filter(c -> c != 0xfe0f)
              .mapToObj(Integer::toHexString)
              .collect(Collectors.joining("-"));
      polarity.put(names.path(code).asText(), Integer.parseInt(rated.group(2)));
    }
    return polarity;
  }
}
