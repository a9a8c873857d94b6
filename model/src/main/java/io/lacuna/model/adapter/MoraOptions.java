package io.lacuna.model.adapter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.lacuna.model.base.MissingInput;

/**
 * How MoRA sees a missing modality and reads its answer.
 *
 * @param missingInput what a missing modality enters as
 * @param readout what the pooler reads
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MoraOptions(MissingInput missingInput, ReadoutKind readout) {
  /** What serving does. */
  public static final MoraOptions DEFAULT =
      new MoraOptions(MissingInput.ABSENT, ReadoutKind.MODALITY_MEANS);

  /** What the authors do. */
  public static final MoraOptions AUTHORS =
      new MoraOptions(MissingInput.DUMMY, ReadoutKind.FIRST_TOKEN);

  /** What the pooler reads. */
  public enum ReadoutKind {
    /** The mean state of each modality, a learned vector for an absent one. Ours. */
    MODALITY_MEANS,
    /** The state of the first token, the text's [CLS]; every record must have one. The authors'. */
    FIRST_TOKEN
  }

  public MoraOptions {
    if (missingInput == null || readout == null) {
      throw new IllegalArgumentException("mora needs missing_input and readout");
    }
    if (readout == ReadoutKind.FIRST_TOKEN && missingInput != MissingInput.DUMMY) {
      throw new IllegalArgumentException(
          "mora.readout FIRST_TOKEN needs mora.missing_input DUMMY: an absent text has no first"
              + " token");
    }
  }
}
