package io.lacuna.model.calibration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Content of {@code calibration.json}. It belongs to the adapter's digest: what is stated with a
 * digest can be computed again from it.
 *
 * @param confidence of the first multi-label task; null without such a task
 * @param conformal bounds of all tasks
 * @param fittedOn what it was fitted on
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AdapterCalibration(
    ConfidenceScaling confidence, ConformalBounds conformal, FittedOn fittedOn) {
  /** Name of the file in the adapter's folder. */
  public static final String FILE = "calibration.json";

  /**
   * Where the records came from.
   *
   * @param data name of the data set
   * @param digest its SHA-256
   * @param split the part of it; never one that figures are reported on
   */
  public record FittedOn(String data, String digest, String split) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public AdapterCalibration {
    if (conformal == null || fittedOn == null) {
      throw new IllegalArgumentException("conformal and fitted_on must be given");
    }
  }

  /** The task whose top label a confidence is about: the first multi-label one. */
  public static Optional<TaskSpec> confidenceTask(List<TaskSpec> tasks) {
    return tasks.stream().filter(t -> t.kind() == TaskKind.MULTILABEL).findFirst();
  }

  /**
   * Refuses a calibration of another adapter.
   *
   * @param tasks that the adapter answers
   * @param modalities that it reads
   * @throws IllegalArgumentException naming the task or mask that it cannot have
   */
  public void requireFits(List<TaskSpec> tasks, Set<Modality> modalities) {
    String wanted = confidenceTask(tasks).map(TaskSpec::name).orElse(null);
    String stated = confidence == null ? null : confidence.task();
    if (wanted == null ? stated != null : !wanted.equals(stated)) {
      throw new IllegalArgumentException(
          "confidence is of task " + stated + ", must be of " + wanted);
    }
    if (confidence != null) {
      confidence.byPresence().keySet().forEach(mask -> requireMask(mask, modalities));
    }
    conformal
        .tasks()
        .forEach(
            (name, bounds) -> {
              TaskSpec task =
                  tasks.stream()
                      .filter(t -> t.name().equals(name))
                      .findFirst()
                      .orElseThrow(() -> unknown(name, tasks));
              bounds.forEach(
                  (mask, bound) -> {
                    requireMask(mask, modalities);
                    requireLimit(task, mask, bound);
                  });
            });
  }

  private static IllegalArgumentException unknown(String task, List<TaskSpec> tasks) {
    return new IllegalArgumentException(
        "unknown task '"
            + task
            + "', must be one of "
            + tasks.stream().map(TaskSpec::name).toList());
  }

  private static void requireMask(String letters, Set<Modality> modalities) {
    PresenceMask mask = PresenceMask.parse(letters);
    PresenceMask all = PresenceMask.of(modalities);
    if (mask.equals(PresenceMask.NONE) || !mask.and(all).equals(mask)) {
      throw new IllegalArgumentException(
          "unknown presence mask '" + letters + "', must be a part of " + all + " and not empty");
    }
  }

  private static void requireLimit(TaskSpec task, String mask, ConformalBounds.Bound bound) {
    if (task.kind() == TaskKind.MULTILABEL && bound.limit() > 1) {
      throw new IllegalArgumentException(
          "limit "
              + bound.limit()
              + " of "
              + task.name()
              + " under "
              + mask
              + " must be in [0, 1]");
    }
  }

  /** Canonical text: the same calibration always has the same bytes. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a calibration is always writable", e);
    }
  }

  /**
   * @throws JsonProcessingException if a field is unknown, missing or out of range; names it
   */
  public static AdapterCalibration fromJson(String json) throws JsonProcessingException {
    return JSON.readValue(json, AdapterCalibration.class);
  }
}
