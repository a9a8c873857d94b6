package io.lacuna.app.window;

import io.lacuna.schema.state.HeldSample;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which samples of one modality a window holds when several come.
 *
 * @param most how many are held at most
 */
public record SampleChoice(Rule rule, int most) {

  /** What decides between samples. */
  public enum Rule {
    /** The earliest by event time; a complete window is final at once. */
    FIRST,
    /** The latest by event time. */
    LAST,
    /** The highest quality, then the latest; no quality is the lowest. */
    BEST,
    /** The earliest ones, together. */
    ALL
  }

  public static final SampleChoice FIRST = new SampleChoice(Rule.FIRST, 1);

  static final Comparator<HeldSample> BY_TIME =
      Comparator.comparingLong(HeldSample::getEventTime)
          .thenComparingInt(HeldSample::getPartition)
          .thenComparingLong(HeldSample::getOffset);

  private static final Comparator<HeldSample> BY_QUALITY =
      Comparator.<HeldSample>comparingDouble(
              s -> s.getQuality() == null ? Double.NEGATIVE_INFINITY : s.getQuality())
          .thenComparing(BY_TIME);

  private static final Pattern ALL = Pattern.compile("all\\((\\d{1,3})\\)");

  public SampleChoice {
    if (most < 1) {
      throw new IllegalArgumentException("all(" + most + ") must hold at least 1 sample");
    }
  }

  /**
   * @param text {@code first}, {@code last}, {@code best} or {@code all(n)}
   * @throws IllegalArgumentException if it is none of them
   */
  public static SampleChoice parse(String text) {
    Matcher all = ALL.matcher(text.trim());
    if (all.matches()) {
      return new SampleChoice(Rule.ALL, Integer.parseInt(all.group(1)));
    }
    for (Rule rule : List.of(Rule.FIRST, Rule.LAST, Rule.BEST)) {
      if (text.trim().equals(rule.name().toLowerCase(Locale.ROOT))) {
        return new SampleChoice(rule, 1);
      }
    }
    throw new IllegalArgumentException("must be first, last, best or all(n)");
  }

  /** Whether a further sample could still change what is held. */
  boolean canChange() {
    return rule != Rule.FIRST;
  }

  /** Of more samples than may be held, the one that loses. */
  HeldSample loser(List<HeldSample> samples) {
    return switch (rule) {
      case FIRST, ALL -> samples.stream().max(BY_TIME).orElseThrow();
      case LAST -> samples.stream().min(BY_TIME).orElseThrow();
      case BEST -> samples.stream().min(BY_QUALITY).orElseThrow();
    };
  }
}
