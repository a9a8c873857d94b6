package io.lacuna.trainer;

/** Sections of a model card. */
final class CardSection {
  private static final String LAST = "\n## Bias and environment\n";

  private CardSection() {}

  /**
   * A card whose section of that title has a new body; without such a section it gets one before
   * its last one, or at its end.
   */
  static String put(String card, String title, String body) {
    String head = "\n## " + title + "\n";
    String section = head + "\n" + body.strip() + "\n";
    int from = card.indexOf(head);
    if (from < 0) {
      int last = card.indexOf(LAST);
      int at = last < 0 ? card.length() : last;
      return card.substring(0, at) + section + card.substring(at);
    }
    int next = card.indexOf("\n## ", from + head.length());
    return card.substring(0, from) + section + (next < 0 ? "" : card.substring(next));
  }
}
