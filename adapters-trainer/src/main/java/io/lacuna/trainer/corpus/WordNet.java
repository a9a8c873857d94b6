package io.lacuna.trainer.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The noun taxonomy of WordNet 3.1, read from the class path. */
final class WordNet {
  private static final String NOUNS = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";

  private final Map<Integer, String> glosses = new HashMap<>();
  private final Map<Integer, List<Integer>> hyponyms = new HashMap<>();

  private WordNet() {}

  static WordNet load() throws IOException {
    WordNet net = new WordNet();
    try (InputStream in = WordNet.class.getResourceAsStream(NOUNS)) {
      if (in == null) {
        throw new IOException(NOUNS + " is not on the class path");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith(" ")) {
          net.add(line);
        }
      }
    }
    return net;
  }

  /** One line of data.noun: offset file type words(hex) ... pointers ... | gloss. */
  private void add(String line) {
    int bar = line.indexOf('|');
    String[] fields = line.substring(0, bar).split(" ");
    int offset = Integer.parseInt(fields[0]);
    int pointers = 4 + 2 * Integer.parseInt(fields[3], 16);
    List<Integer> narrower = new ArrayList<>();
    for (int i = 0, at = pointers + 1; i < Integer.parseInt(fields[pointers]); i++, at += 4) {
      if (fields[at].startsWith("~")) {
        narrower.add(Integer.parseInt(fields[at + 1]));
      }
    }
    glosses.put(offset, line.substring(bar + 1).trim());
    hyponyms.put(offset, narrower);
  }

  /** The definition of a synset, with its quoted examples. */
  String gloss(int offset) {
    return glosses.get(offset);
  }

  /** A synset and all that is narrower, by rising offset. */
  Set<Integer> subtree(int offset) {
    if (!glosses.containsKey(offset)) {
      throw new IllegalArgumentException("WordNet has no noun synset " + offset);
    }
    Set<Integer> seen = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(offset));
    while (!open.isEmpty()) {
      int next = open.pop();
      if (seen.add(next)) {
        open.addAll(hyponyms.get(next));
      }
    }
    return seen;
  }
}
