package io.lacuna.model.recording;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Random;

/**
 * Which modalities a subject shows under a protocol of the field. A subject's draw depends on seed
 * and subject only.
 */
public sealed interface Protocol {
  String SYNTAX =
      "must be fixed:LETTERS (e.g. fixed:IT-), random:RATE (0 to 0.9), or"
          + " mora70:image, mora70:text, mora70:both";

  /**
   * What is left of a subject.
   *
   * @param has what the subject has; something of it is always left, except under {@link Fixed}
   */
  PresenceMask shown(long seed, String subject, PresenceMask has);

  /** The modalities that may be seen of a subject, whatever it has. */
  default PresenceMask shown(long seed, String subject) {
    return shown(seed, subject, PresenceMask.ALL);
  }

  /**
   * @throws IllegalArgumentException if the text is none; says what is allowed
   */
  static Protocol parse(String text) {
    String[] parts = text.split(":", 2);
    try {
      if (parts.length == 2 && parts[0].equals("fixed")) {
        PresenceMask mask = PresenceMask.parse(parts[1]);
        return new Fixed(mask);
      }
      if (parts.length == 2 && parts[0].equals("random")) {
        return new RandomRate(Double.parseDouble(parts[1]));
      }
      if (parts.length == 2 && parts[0].equals("mora70")) {
        return Mora.of(parts[1]);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("protocol '" + text + "' " + SYNTAX, e);
    }
    throw new IllegalArgumentException("protocol '" + text + "' " + SYNTAX);
  }

  /** The same pattern for everybody. */
  record Fixed(PresenceMask mask) implements Protocol {
    @Override
    public PresenceMask shown(long seed, String subject, PresenceMask has) {
      return mask.and(has);
    }
  }

  /** Each modality is missing with the same probability; one of them is always left. */
  record RandomRate(double rate) implements Protocol {
    public RandomRate {
      if (!(rate >= 0 && rate <= 0.9)) {
        throw new IllegalArgumentException("rate " + rate);
      }
    }

    @Override
    public PresenceMask shown(long seed, String subject, PresenceMask has) {
      if (has.equals(PresenceMask.NONE)) {
        return has;
      }
      Random random = SubjectRandom.of(seed, "protocol", subject);
      PresenceMask shown = PresenceMask.NONE;
      for (Modality m : Modality.values()) {
        if (random.nextDouble() >= rate) {
          shown = shown.with(m);
        }
      }
      List<Modality> own = List.copyOf(has.modalities());
      Modality kept = own.get(random.nextInt(own.size()));
      PresenceMask left = shown.and(has);
      return left.equals(PresenceMask.NONE) ? left.with(kept) : left;
    }
  }

  /**
   * The missing tables that MoRA's authors ship (arXiv 2408.09064): of 70 % of the subjects one of
   * image and text is missing; under {@code both}, the image of one half of them and the text of
   * the other. Any other modalities can be missing as well, equally often.
   *
   * @param missing what can be missing
   */
  record Mora(List<Modality> missing) implements Protocol {
    private static final double SHARE = 0.7;

    static Mora of(String what) {
      return switch (what) {
        case "image" -> new Mora(List.of(Modality.IMAGE));
        case "text" -> new Mora(List.of(Modality.TEXT));
        case "both" -> new Mora(List.of(Modality.IMAGE, Modality.TEXT));
        default -> throw new IllegalArgumentException(what);
      };
    }

    @Override
    public PresenceMask shown(long seed, String subject, PresenceMask has) {
      Random random = SubjectRandom.of(seed, "protocol", subject);
      boolean partial = random.nextDouble() < SHARE;
      Modality gone = missing.get(random.nextInt(missing.size()));
      PresenceMask left = partial ? has.without(gone) : has;
      return left.equals(PresenceMask.NONE) ? has : left;
    }
  }
}
