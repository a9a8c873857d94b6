package io.lacuna.trainer.method;

import io.lacuna.trainer.optim.weigh.TaskWeighting;
import io.lacuna.trainer.stage.AdapterStage;
import java.util.List;

/** Ways to weigh the losses of several tasks. On data with one task they are all the same. */
public final class TaskWeightVariants {
  private TaskWeightVariants() {}

  public static List<Variant> all() {
    return List.of(
        variant("tasks-fixed", "losses of the tasks summed", TaskWeighting.FIXED),
        variant(
            "tasks-uncertainty",
            "tasks weighed by learned uncertainty (arXiv 1705.07115)",
            TaskWeighting.UNCERTAINTY),
        variant(
            "tasks-achievement",
            "tasks weighed by what they achieve of what they reach alone (AMTL, ICCV 2023)",
            TaskWeighting.ACHIEVEMENT),
        variant(
            "tasks-nash",
            "gradients of the tasks mixed by Nash bargaining (arXiv 2202.01017)",
            TaskWeighting.NASH),
        variant(
            "tasks-equitable",
            "tasks weighed for equal loss per gradient (after EMTL, arXiv 2306.09373)",
            TaskWeighting.EQUITABLE));
  }

  private static Variant variant(String name, String what, TaskWeighting tasks) {
    return new Variant(
        name,
        what,
        settings -> {
          AdapterStage.Weights w = settings.weights();
          return settings.with(
              new AdapterStage.Weights(w.unimodal(), w.balance(), w.moreVersusFewer(), tasks));
        });
  }
}
