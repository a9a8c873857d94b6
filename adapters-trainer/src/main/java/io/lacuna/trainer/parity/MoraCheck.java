package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.Vilt;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * MoRA after the first block of the ViLT in the folder beside, with a head of two linear maps.
 * Results are named {@code epsEPSILON.RESULT} after the epsilon of the norms in the blocks; rank
 * and classes follow from the tensors.
 */
final class MoraCheck implements ParityCheck {
  private static final double TOLERANCE = 1e-4;
  private static final double HEAD_EPS = 1e-5;
  private static final float SCALE = 1;
  private static final String TAG = "eps";
  private static final List<Modality> TEXT_IMAGE = List.of(Modality.TEXT, Modality.IMAGE);

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
            () -> Tensors.difference(pooled(vilt, golden, tag), golden.get(tag + "pooled"))),
        Case.of(
            tag + "logits",
            TOLERANCE,
            () -> {
              NDArray logits = head(pooled(vilt, golden, tag), golden.sub("head."));
              return Tensors.difference(logits, golden.get(tag + "logits"));
            }));
  }

  /**
   * @param tag {@code epsEPSILON.}
   * @return (n, h)
   */
  private static NDArray pooled(Vilt vilt, Parameters golden, String tag) {
    double eps = Double.parseDouble(tag.substring(TAG.length(), tag.length() - 1));
    Vilt model = new Vilt(vilt.config().withBlockNormEps(eps), vilt.weights());
    RecordTokens tokens = RecordTokens.embed(model, golden);
    Parameters mora = mora(golden, vilt.config().hiddenSize());
    Tensors.require(
        golden,
        Map.of("present_text_image", new Shape(tokens.x0().getShape().get(0), TEXT_IMAGE.size())));
    NDArray present = golden.get("present_text_image");
    NDArray states =
        model.encode(
            tokens.x0(),
            tokens.mask(),
            Map.of(0, x -> MoraDelta.of(x, present, mora, TEXT_IMAGE, SCALE)));
    return model.pool(states);
  }

  /** The file names an up-projection after the modality that is missing where it acts alone. */
  private static Parameters mora(Parameters golden, int hidden) {
    Parameters mora =
        Parameters.of(
            Map.of(
                "down.weight", golden.get("down"),
                "up.image.weight", golden.get("text_missing_up"),
                "up.text.weight", golden.get("image_missing_up")));
    Tensors.require(golden, Map.of("down", new Shape(-1, hidden)));
    int rank = (int) golden.get("down").getShape().get(0);
    Tensors.require(mora, MoraDelta.shapes(hidden, rank, TEXT_IMAGE));
    return mora;
  }

  private static NDArray head(NDArray pooled, Parameters head) {
    NDArray wide = Torch.linear(pooled, head.get("0.weight"), head.get("0.bias"));
    NDArray normal = Torch.layerNorm(wide, head.get("1.weight"), head.get("1.bias"), HEAD_EPS);
    return Torch.linear(Torch.gelu(normal), head.get("3.weight"), head.get("3.bias"));
  }
}
