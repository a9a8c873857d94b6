package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.features.BicubicResize;
import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decoding, the size that a ViLT wants and bicubic resizing to it, in 8 bits. Results are named
 * IMAGE.SHORTER_SIDE.
 */
final class ResizeCheck implements ParityCheck {
  private static final double EXACT = 0;

  @Override
  public String folder() {
    return "resize";
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (NDManager manager = Torch.newManager("cpu")) {
      Parameters golden = Safetensors.read(folder.resolve("resized_u8_hwc.safetensors"), manager);
      for (String name : golden.names()) {
        cases.add(Case.of(name + " pixels", EXACT, () -> pixels(folder, name, golden)));
      }
    }
    JsonNode sizes = Numbers.read(folder.resolve("sizes.json"));
    for (Map.Entry<String, JsonNode> size : sizes.properties()) {
      String name = size.getKey();
      cases.add(Case.of(name + " size", EXACT, () -> size(folder, name, size.getValue())));
    }
    return cases;
  }

  private static double pixels(Path folder, String name, Parameters golden)
      throws IOException, PayloadException {
    PixelGrid image = image(folder, name).withChannels(3);
    ImageSize size = ImageSize.of(image.height(), image.width(), shorter(name));
    PixelGrid ours = BicubicResize.resize(image, size.height(), size.width());
    Tensors.requireSame(
        new Shape(ours.height(), ours.width(), ours.channels()), golden.get(name).getShape());
    return Tensors.difference(values(ours), Tensors.values(golden.get(name)));
  }

  /**
   * Larger difference of both sides in pixels.
   *
   * @param golden width, height
   */
  private static double size(Path folder, String name, JsonNode golden)
      throws IOException, PayloadException {
    double[] sides = Numbers.entries(golden, name);
    Numbers.requireSame("size of " + name, sides.length, "an image", 2);
    PixelGrid image = image(folder, name);
    ImageSize ours = ImageSize.of(image.height(), image.width(), shorter(name));
    return Math.max(Math.abs(ours.width() - sides[0]), Math.abs(ours.height() - sides[1]));
  }

  private static int shorter(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  private static PixelGrid image(Path folder, String name) throws IOException, PayloadException {
    String file = name.substring(0, Math.max(0, name.lastIndexOf('.'))) + ".png";
    return ImageDecoder.decode("image/png", Files.readAllBytes(folder.resolve(file)));
  }

  private static float[] values(PixelGrid image) {
    float[] values = new float[image.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = image.values()[i] & 0xff;
    }
    return values;
  }
}
