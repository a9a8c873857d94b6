package io.lacuna.app.simulate;

/** Tells a divergence: the seed, the policy, the steps that are left, and what differs. */
final class Report {
  private Report() {}

  static String of(Schedule smallest, Schedule drawn, Divergence d) {
    StringBuilder text = new StringBuilder();
    line(text, "seed " + drawn.seed() + ": " + d.what());
    line(text, "  expected " + d.expected());
    line(text, "  observed " + d.observed());
    line(text, "  policy   " + smallest.drawn());
    line(
        text,
        "  steps    " + smallest.steps().size() + " of " + drawn.steps().size() + " are left:");
    long wall = ScheduleMaker.T0;
    for (int i = 0; i < smallest.steps().size(); i++) {
      Step step = smallest.steps().get(i);
      line(text, String.format("  %4d  wall=%d  %s", i, wall, step));
      if (step instanceof Step.Advance advance) {
        wall += advance.byMs();
      }
    }
    line(
        text,
        d.step() < smallest.steps().size()
            ? "  seen after step " + d.step()
            : "  seen in the silence after the last step");
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
