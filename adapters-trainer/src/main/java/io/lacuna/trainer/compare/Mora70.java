package io.lacuna.trainer.compare;

import io.lacuna.model.recording.Protocol;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The missing tables of MoRA's authors, for any modalities. */
final class Mora70 {
  /** A table: the subjects that lack something lack one of these modalities, equally often. */
  record Kind(String name, Protocol protocol) {}

  private Mora70() {}

  /** A table for each modality, and one for all of them: {@code both}, or {@code any} of three. */
  static List<Kind> kinds(List<Modality> modalities) {
    List<Kind> kinds = new ArrayList<>();
    for (Modality m : modalities) {
      kinds.add(new Kind(m.name().toLowerCase(Locale.ROOT), new Protocol.Mora(List.of(m))));
    }
    if (modalities.size() > 1) {
      kinds.add(new Kind(modalities.size() == 2 ? "both" : "any", new Protocol.Mora(modalities)));
    }
    return kinds;
  }
}
