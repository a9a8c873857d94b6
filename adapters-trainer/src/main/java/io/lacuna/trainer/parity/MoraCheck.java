package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.Vilt;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The model that serves MoRA with the authors' options, on the ViLT of the folder beside. Results
 * are named {@code epsEPSILON.RESULT} after the epsilon of the norms in the blocks; rank and labels
 * follow from the tensors.
 */
final class MoraCheck implements ParityCheck {
  private static final double TOLERANCE = 1e-4;
  private static final String TAG = "eps";
  private static final String TASK = "task";
  private static final String HEAD = "head." + TASK + ".";
  private static final String POOLER = "pooler.";

  /**
   * Names of the adapter's parameters in the file, which calls an up-projection after the modality
   * that is missing where it acts alone.
   */
  private static final SortedMap<String, String> NAMES =
      new TreeMap<>(
          Map.of(
              "blocks.0.mora.down.weight",
              "down",
              "blocks.0.mora.up.image.weight",
              "text_missing_up",
              "blocks.0.mora.up.text.weight",
              "image_missing_up",
              HEAD + "0.weight",
              "head.0.weight",
              HEAD + "0.bias",
              "head.0.bias",
              HEAD + "1.norm.weight",
              "head.1.weight",
              HEAD + "1.norm.bias",
              "head.1.bias",
              HEAD + "3.weight",
              "head.3.weight",
              HEAD + "3.bias",
              "head.3.bias"));

  @Override
  public String folder() {
    return "mora_tiny";
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (NDManager manager = Torch.newManager("cpu")) {
      Vilt vilt = ViltCheck.load(folder.toAbsolutePath().resolveSibling(ViltCheck.FOLDER), manager);
      Parameters golden = Safetensors.read(folder.resolve("cases.safetensors"), manager);
      golden.names().stream()
          .filter(name -> name.startsWith(TAG))
          .map(name -> name.substring(0, name.lastIndexOf('.') + 1))
          .distinct()
          .forEach(tag -> cases.addAll(compare(vilt, golden, tag)));
    }
    return cases;
  }

  private static List<Case> compare(Vilt vilt, Parameters golden, String tag) {
    return List.of(
        Case.of(
            tag + "pooled",
            TOLERANCE,
            () -> {
              Vilt own = withEps(vilt, tag);
              MoraModel model = model(golden, own);
              NDArray states = model.states(own, adapter(golden, model, own), tokens(golden, own));
              return Tensors.difference(own.pool(states), golden.get(tag + "pooled"));
            }),
        Case.of(
            tag + "logits",
            TOLERANCE,
            () -> {
              Vilt own = withEps(vilt, tag);
              MoraModel model = model(golden, own);
              NDArray logits =
                  model
                      .forward(own, adapter(golden, model, own), tokens(golden, own), false)
                      .tasks()
                      .get(TASK);
              return Tensors.difference(logits, golden.get(tag + "logits"));
            }));
  }

  /**
   * @param tag {@code epsEPSILON.}
   */
  private static Vilt withEps(Vilt vilt, String tag) {
    double eps = Double.parseDouble(tag.substring(TAG.length(), tag.length() - 1));
    return new Vilt(vilt.config().withBlockNormEps(eps), vilt.weights());
  }

  private static MoraModel model(Parameters golden, Vilt vilt) {
    int hidden = vilt.config().hiddenSize();
    Tensors.require(
        golden, Map.of("down", new Shape(-1, hidden), "head.3.weight", new Shape(-1, 2L * hidden)));
    int rank = (int) golden.get("down").getShape().get(0);
    int labels = (int) golden.get("head.3.weight").getShape().get(0);
    AdapterTask task =
        new AdapterTask(
            TASK,
            TaskKind.MULTILABEL,
            IntStream.range(0, labels).mapToObj(Integer::toString).toList(),
            Collections.nCopies(labels, 0.0),
            0,
            1);
    return new MoraModel(
        new AdapterConfig(
            Method.MODALITY_AWARE_LORA,
            "golden",
            ViltCheck.FOLDER,
            "golden",
            rank,
            rank,
            List.of(0),
            hidden,
            hidden,
            0,
            MoraOptions.AUTHORS,
            null,
            List.of(Modality.TEXT, Modality.IMAGE),
            List.of(task),
            0,
            new AdapterConfig.TrainingData("golden", ""),
            Map.of()));
  }

  /** The file's delta and head, the ViLT's own pooler. */
  private static Parameters adapter(Parameters golden, MoraModel model, Vilt vilt) {
    Map<String, Shape> shapes = model.shapes();
    Map<String, NDArray> arrays = new TreeMap<>();
    NAMES.forEach(
        (own, name) -> {
          Tensors.require(golden, Map.of(name, shapes.get(own)));
          arrays.put(own, golden.get(name));
        });
    vilt.weights().sub(POOLER).asMap().forEach((name, a) -> arrays.put(POOLER + name, a));
    return Parameters.of(arrays);
  }

  private static TokenBatch tokens(Parameters golden, Vilt vilt) {
    Tensors.require(golden, Map.of("input_ids", new Shape(-1, -1)));
    int n = (int) golden.get("input_ids").getShape().get(0);
    Tensors.require(golden, Map.of("present_text_image", new Shape(n, 2)));
    float[] textImage = Tensors.values(golden.get("present_text_image"));
    int all = Modality.values().length;
    float[] present = new float[n * all];
    for (int row = 0; row < n; row++) {
      present[row * all + Modality.TEXT.ordinal()] = textImage[2 * row];
      present[row * all + Modality.IMAGE.ordinal()] = textImage[2 * row + 1];
    }
    NDManager manager = golden.get("present_text_image").getManager();
    return RecordTokens.embed(vilt, golden, manager.create(present, new Shape(n, all)));
  }
}
