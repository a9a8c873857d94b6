package io.lacuna.trainer.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ten findings of the intake feed: WordNet disease groups, each with a one-digit code (its
 * ordinal). No clinical meaning.
 */
enum Finding {
  SKIN(14243143),
  RESPIRATORY(14168577),
  CARDIOVASCULAR(14080853),
  NEUROLOGICAL(14108362),
  PSYCHIATRIC(14107272),
  EYE(14276346),
  BLOOD(14212686),
  NEOPLASM(14263400),
  INJURY(14309164),
  INFECTION(14150693);

  private static final int MIN_WORDS = 4;
  private static final int MAX_WORDS = 16;

  private final int synset;

  Finding(int synset) {
    this.synset = synset;
  }

  /** The digit written on the card and spoken in the recording. */
  int code() {
    return ordinal();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A definition from WordNet. */
  record Gloss(int synset, String text) {}

  /** The definitions of each finding whose synset lies in exactly one of the ten groups. */
  static Map<Finding, List<Gloss>> glosses(WordNet net) {
    Map<Integer, Integer> groups = new HashMap<>();
    for (Finding finding : values()) {
      net.subtree(finding.synset).forEach(s -> groups.merge(s, 1, Integer::sum));
    }
    Map<Finding, List<Gloss>> glosses = new EnumMap<>(Finding.class);
    for (Finding finding : values()) {
      List<Gloss> own = new ArrayList<>();
      for (int s : net.subtree(finding.synset)) {
        String text = definition(net.gloss(s));
        if (groups.get(s) == 1 && text.split(" ").length >= MIN_WORDS) {
          own.add(new Gloss(s, text));
        }
      }
      glosses.put(finding, own);
    }
    return glosses;
  }

  /** The gloss without examples, remarks in brackets and anything past sixteen words. */
  static String definition(String gloss) {
    String text = gloss.replaceAll("\"[^\"]*\"?", "").replaceAll("\\([^)]*\\)", "");
    String[] words = text.replaceAll("[;:\\s]+", " ").trim().split(" ");
    return String.join(" ", List.of(words).subList(0, Math.min(MAX_WORDS, words.length)));
  }
}
