package io.lacuna.trainer.data;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.Map;

/**
 * One subject of a data set.
 *
 * @param subject opaque id, unique in the data set
 * @param group what must not be torn apart between splits, e.g. the speaker
 * @param split the part it belongs to; {@link Split#UNASSIGNED} in a folder without splits
 * @param labels truth per task; a task without truth has no entry
 * @param payloads where the payload of each present modality lies
 */
public record LabelledSubject(
    String subject,
    String group,
    Split split,
    Map<String, float[]> labels,
    Map<Modality, PayloadSource> payloads) {

  public PresenceMask presence() {
    return PresenceMask.of(payloads.keySet());
  }
}
