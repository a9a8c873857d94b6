package io.lacuna.trainer.learn;

import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.plan.LackingForGood;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled subjects and what their payloads are for a base. What the frozen base alone makes of a
 * subject under a mask is computed once, whoever asks and for whichever seed. Not thread-safe.
 */
public final class Subjects {
  private final List<LabelledSubject> subjects;
  private final List<SubjectTokens> inputs;
  private final Map<Means, SubjectTokens> means = new HashMap<>();

  private record Means(int subject, PresenceMask shown, Map<Modality, Integer> zeros) {}

  /**
   * @param subjects in any order
   * @param inputs of the first block, in the same order
   */
  public Subjects(List<LabelledSubject> subjects, List<SubjectTokens> inputs) {
    this.subjects = List.copyOf(subjects);
    this.inputs = List.copyOf(inputs);
    if (subjects.size() != inputs.size()) {
      throw new IllegalArgumentException(
          subjects.size() + " subjects cannot have " + inputs.size() + " inputs");
    }
  }

  public int size() {
    return subjects.size();
  }

  public List<LabelledSubject> subjects() {
    return subjects;
  }

  public List<SubjectTokens> inputs() {
    return inputs;
  }

  /** The same subjects lacking what a plan takes from them, for good. */
  public Subjects lacking(LackingForGood plan) {
    List<SubjectTokens> left = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      left.add(inputs.get(i).only(plan.left(subjects.get(i).subject(), inputs.get(i).presence())));
    }
    return new Subjects(subjects, left);
  }

  /** What each subject has. */
  public List<PresenceMask> has() {
    return inputs.stream().map(SubjectTokens::presence).toList();
  }

  /** One of the means that have been computed before. */
  SubjectTokens mean(int subject, PresenceMask shown, Map<Modality, Integer> zeros) {
    return means.get(new Means(subject, shown, zeros));
  }

  /** Mean final states of the base per modality: every subject under the same mask. */
  public List<SubjectTokens> means(Base base, PresenceMask shown) {
    return means(base, has().stream().map(h -> h.and(shown)).toList(), Map.of());
  }

  /**
   * Mean final states of the base per modality.
   *
   * @param shown mask of each subject
   * @param zeros how many tokens of zeros enter for a modality that is not shown; where there are
   *     some it is said to be present
   */
  public List<SubjectTokens> means(
      Base base, List<PresenceMask> shown, Map<Modality, Integer> zeros) {
    List<Means> wanted = new ArrayList<>();
    List<Means> unknown = new ArrayList<>();
    List<SubjectTokens> rows = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Means key = new Means(i, shown.get(i), zeros);
      wanted.add(key);
      if (!means.containsKey(key)) {
        unknown.add(key);
        rows.add(inputs.get(i).only(shown.get(i)).zeroFilled(zeros));
      }
    }
    List<SubjectTokens> states = TokenCache.states(base, rows);
    for (int i = 0; i < unknown.size(); i++) {
      means.put(unknown.get(i), states.get(i).means());
    }
    return wanted.stream().map(means::get).toList();
  }
}
