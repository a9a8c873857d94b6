package io.lacuna.bench.ladder.python;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.ladder.measure.Ground;
import io.lacuna.bench.serving.Workload;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights, features and expected scores in files that a small program in another language reads.
 * For a fusion base with a modality-aware adapter.
 */
final class ModelExport {
  /** Channels per group of the image stem's norm. */
  private static final int IMAGE_GROUP = 8;

  private ModelExport() {}

  /** Writes {@code weights}, {@code features}, {@code model.json} and {@code expected.json}. */
  static void write(Path folder, Ground ground) throws IOException {
    Workload workload = ground.workload();
    ObjectMapper json = new ObjectMapper();
    try (FusionBase base = FusionBase.load(workload.base(), "cpu");
        NDManager owner = Torch.newManager("cpu")) {
      Adapter adapter = Adapter.load(workload.adapter(), owner, base.digest());
      Map<String, NDArray> weights = new TreeMap<>();
      put(weights, "minilm.", base.miniLm());
      put(weights, "stems.", base.stems());
      put(weights, "adapter.", adapter.parameters());
      Safetensors.write(folder.resolve("weights.safetensors"), weights, Map.of());
      features(folder, workload, owner);
      json.writeValue(
          folder.resolve("model.json").toFile(), model(base.config(), adapter.config()));
    }
    Map<Integer, Object> expected = new LinkedHashMap<>();
    ground
        .expected()
        .forEach(
            (number, scores) ->
                expected.put(
                    number,
                    Map.of(
                        "presence",
                        ground.file().get(number).presence().bits(),
                        "scores",
                        scores)));
    json.writeValue(folder.resolve("expected.json").toFile(), expected);
  }

  private static void put(Map<String, NDArray> all, String prefix, Parameters parameters) {
    parameters.asMap().forEach((name, array) -> all.put(prefix + name, array));
  }

  private static void features(Path folder, Workload workload, NDManager owner) throws IOException {
    Map<String, NDArray> all = new TreeMap<>();
    for (Map.Entry<Modality, List<Features>> of : workload.features().entrySet()) {
      for (int i = 0; i < of.getValue().size(); i++) {
        Features f = of.getValue().get(i);
        Shape shape = new Shape(Arrays.stream(f.shape()).asLongStream().toArray());
        all.put(of.getKey() + "." + i, owner.create(f.values(), shape));
      }
    }
    Safetensors.write(folder.resolve("features.safetensors"), all, Map.of());
  }

  private static Map<String, Object> model(BaseConfig base, AdapterConfig adapter) {
    Map<String, Object> model = new TreeMap<>();
    model.put("imageGroup", IMAGE_GROUP);
    model.put("imageBlocks", base.imageStem().blocks());
    model.put("imageGrid", base.imageStem().grid());
    model.put("audioLayers", base.audioStem().channels().size());
    model.put("blocks", adapter.blocks());
    model.put("scale", (double) adapter.loraAlpha() / adapter.r());
    model.put("modalities", adapter.modalities());
    model.put("task", adapter.tasks().get(0).name());
    return model;
  }
}
