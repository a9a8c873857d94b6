package io.lacuna.trainer.calibrate;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an adapter says of subjects that show exactly a presence mask.
 *
 * @param subjects that have every modality of the mask
 * @param scores per subject one array per task, in the order of the subjects
 */
public record Answered(
    PresenceMask mask, List<LabelledSubject> subjects, List<List<float[]>> scores) {

  /** Asks under each mask; modalities that a subject has beyond the mask are not shown. */
  public static List<Answered> of(
      Learner.Fitted adapter, Subjects subjects, List<PresenceMask> masks) {
    return masks.stream().map(mask -> of(adapter, subjects, mask)).toList();
  }

  private static Answered of(Learner.Fitted adapter, Subjects subjects, PresenceMask mask) {
    List<PresenceMask> has = subjects.has();
    int[] having =
        IntStream.range(0, has.size()).filter(i -> has.get(i).and(mask).equals(mask)).toArray();
    List<LabelledSubject> labelled = new ArrayList<>();
    for (int i : having) {
      labelled.add(subjects.subjects().get(i));
    }
    Subjects shown =
        new Subjects(labelled, IntStream.of(having).mapToObj(subjects.inputs()::get).toList());
    return new Answered(mask, labelled, adapter.scores(shown, mask));
  }
}
