package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.SafetensorsHeader;
import io.lacuna.model.tensor.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A loaded adapter: its model and its parameters, which live on the manager it was loaded on.
 * Immutable; thread-safe. Folder layout as in PEFT: {@code adapter_config.json}, {@code
 * adapter_model.safetensors} and, if it was calibrated, {@code calibration.json}, beside them
 * {@code metrics.json}, {@code README.md} and the {@link Golden} record.
 */
public record Adapter(
    AdapterModel model, Parameters parameters, Optional<AdapterCalibration> calibration) {
  public static final String CONFIG = "adapter_config.json";
  public static final String TENSORS = "adapter_model.safetensors";
  public static final String METRICS = "metrics.json";
  public static final String CARD = "README.md";

  /** An adapter that was never calibrated. */
  public Adapter(AdapterModel model, Parameters parameters) {
    this(model, parameters, Optional.empty());
  }

  /** The same weights with a calibration, or another one; the digest is another. */
  public Adapter with(AdapterCalibration calibration) {
    return new Adapter(model, parameters, Optional.of(calibration));
  }

  /**
   * Loads an adapter for a base.
   *
   * @param manager owns the parameters
   * @param baseDigest of the base that is in use
   * @throws AdapterException if a file is missing or damaged, a shape is wrong, a value is not
   *     finite, the calibration cannot be used, or the adapter was trained on another base
   */
  public static Adapter load(Path folder, NDManager manager, String baseDigest) {
    AdapterConfig config = config(folder);
    if (!config.baseModelDigest().equals(baseDigest)) {
      throw new AdapterException(
          Refusal.OTHER_BASE,
          folder.resolve(CONFIG)
              + ": base_model_digest "
              + config.baseModelDigest()
              + " must be that of the loaded base, "
              + baseDigest);
    }
    AdapterModel model = model(config, folder);
    Path tensors = folder.resolve(TENSORS);
    try {
      checkShapes(model.shapes(), Safetensors.readHeader(tensors), tensors);
      Parameters parameters = Safetensors.read(tensors, manager);
      checkFinite(parameters, tensors);
      return new Adapter(model, parameters, calibration(folder, config));
    } catch (IOException e) {
      boolean missing = e instanceof NoSuchFileException || e instanceof AccessDeniedException;
      throw new AdapterException(
          missing ? Refusal.FILE_MISSING : Refusal.TENSORS_INVALID,
          "cannot read " + tensors + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Reads and checks the configuration alone.
   *
   * @throws AdapterException if it cannot be used
   */
  public static AdapterConfig config(Path folder) {
    Path file = folder.resolve(CONFIG);
    try {
      return AdapterConfig.fromJson(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new AdapterException(Refusal.CONFIG_INVALID, file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new AdapterException(Refusal.FILE_MISSING, "cannot read " + file + ": " + e, e);
    }
  }

  public AdapterConfig config() {
    return model.config();
  }

  /** SHA-256 over configuration, tensors and calibration, 64 hex digits. */
  public String digest() {
    return Sha256.hex(
        config().toJson()
            + parameters.digest()
            + calibration.map(AdapterCalibration::toJson).orElse(""));
  }

  private static Optional<AdapterCalibration> calibration(Path folder, AdapterConfig config) {
    Path file = folder.resolve(AdapterCalibration.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      AdapterCalibration calibration = AdapterCalibration.fromJson(Files.readString(file));
      calibration.requireFits(config.taskSpecs(), Set.copyOf(config.modalities()));
      return Optional.of(calibration);
    } catch (JsonProcessingException e) {
      throw new AdapterException(
          Refusal.CALIBRATION_INVALID, file + ": " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new AdapterException(Refusal.CALIBRATION_INVALID, file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new AdapterException(Refusal.FILE_MISSING, "cannot read " + file + ": " + e, e);
    }
  }

  private static AdapterModel model(AdapterConfig config, Path folder) {
    try {
      return AdapterModel.of(config);
    } catch (IllegalArgumentException e) {
      throw new AdapterException(
          Refusal.CONFIG_INVALID, folder.resolve(CONFIG) + ": " + e.getMessage(), e);
    }
  }

  private static void checkShapes(
      SortedMap<String, Shape> wanted, SafetensorsHeader header, Path file) {
    SortedMap<String, Shape> found = new TreeMap<>();
    for (Map.Entry<String, SafetensorsHeader.Entry> e : header.tensors().entrySet()) {
      if (!e.getValue().type().equals("F32")) {
        throw new AdapterException(
            Refusal.TENSORS_INVALID,
            file + ": tensor '" + e.getKey() + "' is " + e.getValue().type() + ", must be F32");
      }
      found.put(e.getKey(), new Shape(e.getValue().shape()));
    }
    for (Map.Entry<String, Shape> e : wanted.entrySet()) {
      Shape shape = found.remove(e.getKey());
      if (!e.getValue().equals(shape)) {
        throw new AdapterException(
            Refusal.TENSORS_INVALID,
            file
                + ": tensor '"
                + e.getKey()
                + "' must have shape "
                + e.getValue()
                + (shape == null ? " but is missing" : " but has " + shape));
      }
    }
    if (!found.isEmpty()) {
      throw new AdapterException(
          Refusal.TENSORS_INVALID, file + ": unknown tensor '" + found.firstKey() + "'");
    }
  }

  private static void checkFinite(Parameters parameters, Path file) {
    parameters
        .asMap()
        .forEach(
            (name, array) -> {
              try (NDArray total = array.abs().max()) {
                if (!Float.isFinite(total.getFloat())) {
                  throw new AdapterException(
                      Refusal.NOT_FINITE,
                      file + ": tensor '" + name + "' holds a value that is not finite");
                }
              }
            });
  }
}
