package io.lacuna.app.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds a smaller schedule that diverges too: leaves out ever smaller stretches of steps, until
 * none can be left out (delta debugging). Which divergence it is may change on the way.
 */
final class Shrinker {
  private final SimulatedPipeline shared;
  private final Surroundings surroundings;

  Shrinker(SimulatedPipeline shared, Surroundings surroundings) {
    this.shared = shared;
    this.surroundings = surroundings;
  }

  /** A schedule that diverges and no longer does when any one of its steps is left out. */
  Schedule shrink(Schedule schedule) {
    List<Step> steps = schedule.steps();
    int stretch = Math.max(1, steps.size() / 2);
    while (true) {
      int before = steps.size();
      for (int from = steps.size() - stretch; from > -stretch; from -= stretch) {
        List<Step> fewer =
            without(steps, Math.max(0, from), Math.min(steps.size(), from + stretch));
        if (ScheduleRun.of(schedule.with(fewer), shared, surroundings).divergence().isPresent()) {
          steps = fewer;
        }
      }
      if (stretch == 1 && steps.size() == before) {
        return schedule.with(steps);
      }
      stretch = Math.max(1, stretch / 2);
    }
  }

  private static List<Step> without(List<Step> steps, int from, int to) {
    List<Step> fewer = new ArrayList<>(steps.subList(0, from));
    fewer.addAll(steps.subList(to, steps.size()));
    return fewer;
  }
}
