package io.lacuna.trainer.corpus;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.AbsenceReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which modalities each subject of a feed will have: about one subject in five lacks one, one in
 * ten lacks two, evenly over the masks; the rest have all three.
 */
final class PresencePlan {
  private static final double ONE_MISSING_SHARE = 0.22;
  private static final double TWO_MISSING_SHARE = 0.10;
  private static final double ANNOUNCED_SHARE = 1.0 / 3;

  private PresencePlan() {}

  /** One mask per subject, in random order. */
  static List<PresenceMask> masks(int subjects, Random random) {
    List<PresenceMask> masks = new ArrayList<>(subjects);
    for (PresenceMask mask : PresenceMask.nonEmpty()) {
      double share =
          switch (mask.count()) {
            case 1 -> TWO_MISSING_SHARE / 3;
            case 2 -> ONE_MISSING_SHARE / 3;
            default -> 0;
          };
      masks.addAll(Collections.nCopies((int) Math.ceil(share * subjects), mask));
    }
    masks.addAll(Collections.nCopies(subjects - masks.size(), PresenceMask.ALL));
    Collections.shuffle(masks, random);
    return masks;
  }

  /** Why an absent modality is absent, where the sender says so; null where it stays silent. */
  static AbsenceReason announcement(Random random) {
    boolean announced = random.nextDouble() < ANNOUNCED_SHARE;
    double draw = random.nextDouble();
    if (!announced) {
      return null;
    }
    if (draw < 0.40) {
      return AbsenceReason.NOT_PERFORMED;
    } else if (draw < 0.62) {
      return AbsenceReason.ERROR;
    } else if (draw < 0.77) {
      return AbsenceReason.MASKED;
    } else if (draw < 0.90) {
      return AbsenceReason.NOT_PERMITTED;
    }
    return AbsenceReason.TEMP_UNKNOWN;
  }
}
