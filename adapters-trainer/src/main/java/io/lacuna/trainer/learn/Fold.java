package io.lacuna.trainer.learn;

import io.lacuna.model.base.Base;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.stage.Targets;
import java.util.List;

/**
 * What a method may learn from.
 *
 * @param base frozen; outlives what is learnt
 * @param tasks to be answered
 * @param modalities that a complete subject has
 * @param train to learn from
 * @param validation to choose an epoch by; where it is empty the last epoch is taken
 */
public record Fold(
    Base base,
    List<TaskTarget> tasks,
    List<Modality> modalities,
    Subjects train,
    Subjects validation) {

  /** The same with one of its tasks. */
  Fold of(TaskTarget task) {
    return new Fold(base, List.of(task), modalities, train, validation);
  }

  Targets trainTargets() {
    return new Targets(tasks, train.subjects());
  }

  Targets validationTargets() {
    return new Targets(tasks, validation.subjects());
  }
}
