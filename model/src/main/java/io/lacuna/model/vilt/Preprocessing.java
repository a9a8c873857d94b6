package io.lacuna.model.vilt;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder's {@code preprocessor_config.json}, which must ask for what {@link ViltReader} does.
 */
final class Preprocessing {
  private static final String HALF = "[0.5,0.5,0.5]";
  private static final String BICUBIC = "3";

  private Preprocessing() {}

  /**
   * @throws IOException if the file is there and asks for other pictures
   */
  static void check(Path folder, ViltConfig config) throws IOException {
    Path path = folder.resolve("preprocessor_config.json");
    if (!Files.exists(path)) {
      return;
    }
    ConfigFile file = ConfigFile.read(path);
    for (String step : new String[] {"do_resize", "do_rescale", "do_normalize"}) {
      file.expect(step, "true", false);
    }
    file.expect("resample", BICUBIC, false);
    file.expect("size_divisor", Integer.toString(ViltConfig.SIZE_DIVISOR), false);
    file.expect("image_mean", HALF, false);
    file.expect("image_std", HALF, false);
    JsonNode size = file.root().path("size");
    String side = Integer.toString(config.imageSize());
    file.expect("size", size.isObject() ? "{\"shortest_edge\":" + side + "}" : side, false);
  }
}
