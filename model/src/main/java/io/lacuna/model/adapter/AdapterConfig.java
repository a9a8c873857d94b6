package io.lacuna.model.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;

/**
 * Content of {@code adapter_config.json}. Names follow PEFT where PEFT has them.
 *
 * @param peftType the method
 * @param id readable name, e.g. {@code patient-mora}
 * @param baseModelNameOrPath readable name of the base
 * @param baseModelDigest SHA-256 over the base's tensors; the adapter fits no other base
 * @param r rank of the delta or of each expert
 * @param loraAlpha the delta is scaled by {@code loraAlpha / r}; experts are not scaled
 * @param blocks base blocks that carry a delta, none for a plain head; for mixtures, the positions
 *     of their own blocks
 * @param hiddenSize width of the base
 * @param width width of the adapter's own representation
 * @param experts shared experts per mixture block; 0 without
 * @param mora of {@link Method#MODALITY_AWARE_LORA}, else null
 * @param mixture of {@link Method#LOW_RANK_MIXTURE}, else null
 * @param modalities in the order of their columns
 * @param tasks in the order of the outputs
 * @param seed of initial weights, order and missing plan
 * @param trainingData name of the data set and its SHA-256
 * @param versions of what made it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AdapterConfig(
    Method peftType,
    String id,
    String baseModelNameOrPath,
    String baseModelDigest,
    int r,
    int loraAlpha,
    List<Integer> blocks,
    int hiddenSize,
    int width,
    int experts,
    MoraOptions mora,
    MixtureOptions mixture,
    List<Modality> modalities,
    List<AdapterTask> tasks,
    long seed,
    TrainingData trainingData,
    Map<String, String> versions) {

  /** Where an adapter learnt from. */
  public record TrainingData(String name, String digest) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .injectableValues(MixtureOptions.absent())
          .build();

  public AdapterConfig {
    if (peftType == null || id == null || id.isBlank() || baseModelDigest == null) {
      throw new IllegalArgumentException("peft_type, id and base_model_digest must be given");
    }
    if (r < 1 || loraAlpha < 1 || hiddenSize < 1 || width < 4 || experts < 0) {
      throw new IllegalArgumentException(
          "r, lora_alpha, hidden_size must be at least 1, width at least 4, experts at least 0");
    }
    if ((mora != null) != (peftType == Method.MODALITY_AWARE_LORA)
        || (mixture != null) != (peftType == Method.LOW_RANK_MIXTURE)) {
      throw new IllegalArgumentException(
          "peft_type "
              + peftType
              + " must come with its own options and no other: mora or mixture");
    }
    if (mixture != null) {
      mixture.experts().requireFits(experts);
    }
    blocks = List.copyOf(blocks);
    modalities = List.copyOf(modalities);
    tasks = List.copyOf(tasks);
    versions = Map.copyOf(versions);
    if (modalities.isEmpty() || tasks.isEmpty()) {
      throw new IllegalArgumentException("modalities and tasks must not be empty");
    }
  }

  /** The same under another name, with other options of its mixture. */
  AdapterConfig with(String id, MixtureOptions mixture) {
    return new AdapterConfig(
        peftType,
        id,
        baseModelNameOrPath,
        baseModelDigest,
        r,
        loraAlpha,
        blocks,
        hiddenSize,
        width,
        experts,
        mora,
        mixture,
        modalities,
        tasks,
        seed,
        trainingData,
        versions);
  }

  public List<TaskSpec> taskSpecs() {
    return tasks.stream().map(AdapterTask::spec).toList();
  }

  /** Canonical text: the same configuration always has the same bytes. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration is always writable", e);
    }
  }

  /**
   * @throws JsonProcessingException if a field is unknown, missing or out of range; names it
   */
  public static AdapterConfig fromJson(String json) throws JsonProcessingException {
    return JSON.readValue(json, AdapterConfig.class);
  }
}
