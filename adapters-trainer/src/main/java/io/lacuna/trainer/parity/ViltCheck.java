package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.Vilt;
import io.lacuna.model.vilt.ViltConfig;
import io.lacuna.model.vilt.ViltWeights;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A ViLT with its checkpoint; the file's cases are told apart by the part before the first dot. */
final class ViltCheck implements ParityCheck {
  static final String FOLDER = "vilt_tiny";

  private static final double TOLERANCE = 1e-4;

  @Override
  public String folder() {
    return FOLDER;
  }

  /** The ViLT of a golden folder, on the manager. */
  static Vilt load(Path folder, NDManager manager) throws IOException {
    ViltConfig config = ViltConfig.read(folder);
    return new Vilt(config, ViltWeights.load(folder, config, manager));
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (NDManager manager = Torch.newManager("cpu")) {
      Vilt vilt = load(folder, manager);
      Parameters golden = Safetensors.read(folder.resolve("cases.safetensors"), manager);
      golden.names().stream()
          .map(name -> name.substring(0, name.indexOf('.') + 1))
          .distinct()
          .forEach(input -> cases.addAll(compare(vilt, golden.sub(input), input)));
    }
    return cases;
  }

  private static List<Case> compare(Vilt vilt, Parameters golden, String input) {
    return List.of(
        Case.of(
            input + "hf_pooler_output",
            TOLERANCE,
            () -> {
              TokenBatch tokens = tokens(vilt, golden);
              NDArray pooled = vilt.pool(vilt.encode(tokens.x0(), tokens.mask(), Map.of()));
              return Tensors.difference(pooled, golden.get("hf_pooler_output"));
            }),
        Case.of(
            input + "hf_text_states",
            TOLERANCE,
            () -> {
              TokenBatch tokens = tokens(vilt, golden);
              NDArray states = vilt.encode(tokens.x0(), tokens.mask(), Map.of());
              String text = ":, :" + tokens.spans().get(Modality.TEXT).end();
              return Tensors.difference(
                  states.get(text), golden.get("hf_text_states"), tokens.mask().get(text));
            }),
        Case.of(
            input + "sequence_raster_order",
            TOLERANCE,
            () -> {
              TokenBatch tokens = tokens(vilt, golden);
              NDArray states = vilt.encode(tokens.x0(), tokens.mask(), Map.of());
              return Tensors.difference(states, golden.get("sequence_raster_order"), tokens.mask());
            }));
  }

  /** Without an adapter nobody asks which modalities are present. */
  private static TokenBatch tokens(Vilt vilt, Parameters golden) {
    NDArray ids = golden.get("input_ids");
    Shape none = new Shape(ids.getShape().get(0), Modality.values().length);
    return RecordTokens.embed(vilt, golden, ids.getManager().zeros(none));
  }
}
