package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.BicubicResize;
import io.lacuna.model.features.ImageDecoder;
import io.lacuna.model.features.PixelGrid;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decoding and bicubic resizing to 8 bits. Results are named IMAGE.SHORTER_SIDE. */
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
        cases.add(Case.of(name, EXACT, () -> pixels(folder, golden, name)));
      }
    }
    return cases;
  }

  private static double pixels(Path folder, Parameters golden, String name)
      throws IOException, PayloadException {
    Tensors.require(golden, Map.of(name, new Shape(-1, -1, 3)));
    NDArray expected = golden.get(name);
    int height = (int) expected.getShape().get(0);
    int width = (int) expected.getShape().get(1);
    PixelGrid ours = BicubicResize.resize(image(folder, name).withChannels(3), height, width);
    return Tensors.difference(values(ours), Tensors.values(expected));
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
