package io.lacuna.bench.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which manner a block is typed. The comment before it says it in parts behind semicolons, each
 * as often as needed: {@code run; given NAME; with LONG -> SHORT; says WORDS}.
 *
 * @param kind {@code run} or {@code launch}
 * @param given what must be there before, by the names of scripts
 * @param with what is typed in another form, so that it takes less time or finds what is given
 * @param says what must be printed
 */
record Manner(String kind, List<String> given, Map<String, String> with, List<String> says) {
  private static final String GIVEN = "given ";
  private static final String WITH = "with ";
  private static final String ARROW = " -> ";
  private static final String SAYS = "says ";

  /**
   * @throws IllegalArgumentException if a part is none of these
   */
  static Manner of(String how) {
    List<String> parts = Arrays.asList(how.split("; +"));
    Manner manner =
        new Manner(parts.get(0), new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
    parts.stream().skip(1).forEach(manner::take);
    return manner;
  }

  private void take(String part) {
    int arrow = part.indexOf(ARROW);
    if (part.startsWith(GIVEN)) {
      given.add(part.substring(GIVEN.length()));
    } else if (part.startsWith(WITH) && arrow > 0) {
      with.put(part.substring(WITH.length(), arrow), part.substring(arrow + ARROW.length()));
    } else if (part.startsWith(SAYS)) {
      says.add(part.substring(SAYS.length()));
    } else {
      throw new IllegalArgumentException(
          "'" + part + "' must be: given NAME, with LONG -> SHORT, or says WORDS");
    }
  }

  /**
   * The block as it is typed.
   *
   * @throws IllegalArgumentException if it does not hold what has another form
   */
  String typed(String block) {
    String typed = block;
    for (Map.Entry<String, String> form : with.entrySet()) {
      if (!typed.contains(form.getKey())) {
        throw new IllegalArgumentException("the block does not hold '" + form.getKey() + "'");
      }
      typed = typed.replace(form.getKey(), form.getValue());
    }
    return typed;
  }
}
