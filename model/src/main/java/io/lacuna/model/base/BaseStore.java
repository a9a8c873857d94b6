package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The folder of a base: {@code base_config.json} and {@code stems.safetensors}. The transformer's
 * weights lie in the cache folder ({@link MiniLmWeights}) and are named by their digest.
 */
public final class BaseStore {

  private static final String STEMS = "stems.safetensors";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private BaseStore() {}

  /** Writes both files; a base that was there is replaced. */
  public static void save(Path dir, BaseConfig config, Map<String, NDArray> stems)
      throws IOException {
    checkStems(config, Parameters.of(stems), dir);
    Safetensors.write(dir.resolve(STEMS), stems, Map.of("base", config.name()));
    Files.writeString(dir.resolve(FusionBase.CONFIG), json(config) + "\n");
  }

  public static BaseConfig readConfig(Path dir) throws IOException {
    Path file = dir.resolve(FusionBase.CONFIG);
    try {
      return JSON.readValue(Files.readString(file), BaseConfig.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a base configuration: " + e.getOriginalMessage(), e);
    }
  }

  static FusionBase load(Path dir, String device) throws IOException {
    BaseConfig config = readConfig(dir);
    NDManager manager = Torch.newManager(device);
    try {
      Parameters miniLm = MiniLmWeights.load(manager);
      String textModel = miniLm.digest();
      if (!textModel.equals(config.textModelDigest())) {
        throw new IOException(
            dir
                + " needs text weights with digest "
                + config.textModelDigest()
                + "; those in "
                + MiniLmWeights.cacheFolder()
                + " have "
                + textModel);
      }
      Parameters stems = Safetensors.read(dir.resolve(STEMS), manager);
      checkStems(config, stems, dir);
      return new FusionBase(manager, config, miniLm, stems, digest(config, stems));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The digest of a base with these stems. */
  public static String digest(BaseConfig config, Parameters stems) {
    return Sha256.hex(config.textModelDigest() + '\n' + stems.digest() + '\n' + json(config));
  }

  private static String json(BaseConfig config) {
    try {
      return JSON.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration says which weights there must be, and their shapes. */
  private static void checkStems(BaseConfig config, Parameters stems, Path dir) throws IOException {
    try (NDManager scratch = Torch.newManager("cpu")) {
      SortedMap<String, String> expected = shapes(Parameters.of(Stems.init(scratch, config, 0)));
      SortedMap<String, String> found = shapes(stems);
      if (!found.equals(expected)) {
        Set<String> unknown = new TreeSet<>(found.keySet());
        unknown.removeAll(expected.keySet());
        expected.entrySet().removeAll(found.entrySet());
        throw new IOException(
            "stems of "
                + dir
                + " do not fit their configuration: missing or of another shape "
                + expected
                + ", unknown "
                + unknown);
      }
    }
  }

  private static SortedMap<String, String> shapes(Parameters parameters) {
    SortedMap<String, String> shapes = new TreeMap<>();
    parameters.asMap().forEach((name, array) -> shapes.put(name, array.getShape().toString()));
    return shapes;
  }
}
