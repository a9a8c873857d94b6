package io.lacuna.trainer.imports;

import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.LabelledSubject;
import java.time.Instant;
import java.util.Comparator;

/** A sample before its payload is read. */
record PlannedSample(Instant arrival, Instant seen, LabelledSubject subject, Modality modality) {
  static final Comparator<PlannedSample> IN_ORDER =
      Comparator.comparing(PlannedSample::arrival)
          .thenComparing(planned -> planned.subject().subject())
          .thenComparing(PlannedSample::modality);
}
