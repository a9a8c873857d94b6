package io.lacuna.bench.fuzz.mutate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to text: numbers, names and lines. Bytes that are no ASCII stay as they are. */
public enum Text implements Mutation {
  NUMBER {
    @Override
    String damage(String text, RandomGenerator random) {
      return replaceOne(text, NUMBERS, random, Numbers.text(random));
    }
  },
  /** A name, a value or a bare word becomes another one of the same text. */
  WORD {
    @Override
    String damage(String text, RandomGenerator random) {
      List<MatchResult> words = WORDS.matcher(text).results().toList();
      return words.isEmpty()
          ? text
          : replaceOne(text, WORDS, random, words.get(random.nextInt(words.size())).group());
    }
  },
  /** Brackets far deeper than anybody writes them. */
  NESTING {
    @Override
    String damage(String text, RandomGenerator random) {
      String open = random.nextBoolean() ? "[" : "{\"a\":";
      int at = random.nextInt(text.length() + 1);
      return text.substring(0, at) + open.repeat(1 << random.nextInt(14)) + text.substring(at);
    }
  },
  LINES {
    @Override
    String damage(String text, RandomGenerator random) {
      List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
      int a = random.nextInt(lines.size());
      int b = random.nextInt(lines.size());
      switch (random.nextInt(3)) {
        case 0 -> lines.remove(a);
        case 1 -> lines.add(a, lines.get(b));
        default -> Collections.swap(lines, a, b);
      }
      return String.join("", lines);
    }
  };

  private static final Pattern NUMBERS = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
  private static final Pattern WORDS = Pattern.compile("\"[^\"\\n]*\"|[\\w.-]+");

  abstract String damage(String text, RandomGenerator random);

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    return damage(new String(input, ISO_8859_1), random).getBytes(ISO_8859_1);
  }

  private static String replaceOne(
      String text, Pattern pattern, RandomGenerator random, String replacement) {
    List<MatchResult> found = pattern.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult one = found.get(random.nextInt(found.size()));
    return text.substring(0, one.start()) + replacement + text.substring(one.end());
  }
}
