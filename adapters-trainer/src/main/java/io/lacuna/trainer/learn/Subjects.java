package io.lacuna.trainer.learn;

import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.List;

/**
 * Labelled subjects and what their payloads are for a base.
 *
 * @param subjects in any order
 * @param inputs of the first block, in the same order
 */
public record Subjects(List<LabelledSubject> subjects, List<SubjectTokens> inputs) {
  public Subjects {
    subjects = List.copyOf(subjects);
    inputs = List.copyOf(inputs);
    if (subjects.size() != inputs.size()) {
      throw new IllegalArgumentException(
          subjects.size() + " subjects cannot have " + inputs.size() + " inputs");
    }
  }

  public int size() {
    return subjects.size();
  }
}
