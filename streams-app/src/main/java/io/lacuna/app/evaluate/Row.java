package io.lacuna.app.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A labelled subject's window, or a labelled subject that has none.
 *
 * @param key the same in every run
 * @param group subjects of one group are drawn together
 * @param answer empty when the run said nothing of the subject
 */
record Row(String key, String subject, String group, Optional<Answer> answer) {
  /** More modalities first, then image before text before audio; other names by alphabet. */
  private static final Comparator<String> BY_COUNT =
      Comparator.<String>comparingLong(s -> s.chars().filter(c -> c == '-').count())
          .thenComparing(Comparator.reverseOrder());

  /** Every labelled subject with the last word on each of its windows. */
  static List<Row> last(Run run, Truth truth) {
    Map<String, List<Window>> bySubject = new HashMap<>();
    for (Window w : run.windows()) {
      bySubject.computeIfAbsent(w.subject(), s -> new ArrayList<>()).add(w);
    }
    List<Row> rows = new ArrayList<>();
    for (String subject : truth.subjects()) {
      List<Window> windows = bySubject.getOrDefault(subject, List.of());
      if (windows.isEmpty()) {
        rows.add(of(subject, 0, truth, Optional.empty()));
      }
      windows.forEach(w -> rows.add(of(subject, w.ordinal(), truth, Optional.of(w.last()))));
    }
    return rows;
  }

  /** The rows of each group of answers, group by group. */
  static Map<String, List<Row>> grouped(Run run, Truth truth, By by) {
    if (by == By.ALL) {
      return Map.of(By.ALL.word(), last(run, truth));
    }
    Map<String, List<Row>> groups =
        by == By.STATUS ? new LinkedHashMap<>() : new TreeMap<>(by == By.MASK ? BY_COUNT : null);
    if (by == By.STATUS) {
      for (Status status : Status.values()) {
        List<Row> rows = in(status, run, truth);
        if (!rows.isEmpty()) {
          groups.put(status.word(), rows);
        }
      }
      return groups;
    }
    for (Row row : last(run, truth)) {
      row.answer()
          .ifPresent(a -> groups.computeIfAbsent(by.of(a), g -> new ArrayList<>()).add(row));
    }
    return groups;
  }

  private static List<Row> in(Status status, Run run, Truth truth) {
    List<Row> rows = new ArrayList<>();
    for (Window w : run.windows()) {
      if (truth.subjects().contains(w.subject())) {
        w.in(status).ifPresent(a -> rows.add(of(w.subject(), w.ordinal(), truth, Optional.of(a))));
      }
    }
    return rows;
  }

  private static Row of(String subject, int ordinal, Truth truth, Optional<Answer> answer) {
    return new Row(subject + '#' + ordinal, subject, truth.group(subject), answer);
  }
}
