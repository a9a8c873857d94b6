package io.lacuna.model.adapter;

import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes an adapter folder that appears under its name only when it is whole: everything goes to a
 * folder beside it, which is then renamed. An earlier folder of that name is replaced.
 */
public final class AdapterWriter {
  private AdapterWriter() {}

  /**
   * Writes an adapter to be compared; without a golden record it cannot be served.
   *
   * @param metrics content of {@code metrics.json}
   * @param card content of {@code README.md}
   */
  public static void write(Path folder, Adapter adapter, String metrics, String card)
      throws IOException {
    write(folder, adapter, Optional.empty(), metrics, card);
  }

  /** As above, with the golden record that serving asks for. */
  public static void write(Path folder, Adapter adapter, Golden golden, String metrics, String card)
      throws IOException {
    write(folder, adapter, Optional.of(golden), metrics, card);
  }

  private static void write(
      Path folder, Adapter adapter, Optional<Golden> golden, String metrics, String card)
      throws IOException {
    Path target = folder.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      delete(part);
      Files.createDirectory(part);
      Safetensors.write(
          part.resolve(Adapter.TENSORS),
          adapter.parameters().asMap(),
          Map.of("format", "pt", "adapter_id", adapter.config().id()));
      Files.writeString(part.resolve(Adapter.CONFIG), adapter.config().toJson());
      if (adapter.calibration().isPresent()) {
        Files.writeString(
            part.resolve(AdapterCalibration.FILE), adapter.calibration().get().toJson());
      }
      Files.writeString(part.resolve(Adapter.METRICS), metrics);
      Files.writeString(part.resolve(Adapter.CARD), card);
      if (golden.isPresent()) {
        golden.get().write(part);
      }
      replace(part, target);
    } finally {
      delete(part);
    }
  }

  private static void replace(Path part, Path target) throws IOException {
    Path old = target.resolveSibling("." + target.getFileName() + ".old");
    delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path p : deepestFirst) {
      Files.delete(p);
    }
  }
}
