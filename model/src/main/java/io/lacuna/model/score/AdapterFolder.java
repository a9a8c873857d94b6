package io.lacuna.model.score;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.adapter.MergedMixture;
import io.lacuna.model.base.Base;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An adapter on disk, for people who look after it. */
public final class AdapterFolder {
  /** The files that every adapter needs to serve. */
  public static final List<String> SERVED = List.of(Adapter.CONFIG, Adapter.TENSORS, Golden.FILE);

  /** Files that say something of how an adapter serves, where it has them. */
  public static final List<String> OPTIONAL = List.of(AdapterCalibration.FILE);

  /** An adapter that passed. */
  public record Verified(String id, String digest, String baseDigest) {}

  private AdapterFolder() {}

  /** The files of a folder that serving reads; what else lies in it is for people. */
  public static List<String> files(Path folder) {
    return Stream.concat(
            SERVED.stream(), OPTIONAL.stream().filter(name -> Files.exists(folder.resolve(name))))
        .toList();
  }

  /**
   * Checks a folder as a service would before it uses it, on the CPU.
   *
   * @throws IOException if the base cannot be opened
   * @throws io.lacuna.model.adapter.AdapterException if the adapter is refused; names the reason
   */
  public static Verified verify(Path folder, Path baseDir) throws IOException {
    try (Base base = BaseFolder.load(baseDir, "cpu");
        NDManager m = base.manager().newSubManager()) {
      return verified(AdapterCheck.load(folder, base, m, null));
    }
  }

  /**
   * Writes the golden record of an adapter that has none, or a new one; its digest stays the same.
   *
   * @throws IOException if the base cannot be opened or the file not be written
   * @throws io.lacuna.model.adapter.AdapterException if the adapter cannot be used with the base
   */
  public static Verified writeGolden(Path folder, Path baseDir) throws IOException {
    try (Base base = BaseFolder.load(baseDir, "cpu");
        NDManager m = base.manager().newSubManager()) {
      Adapter adapter = Adapter.load(folder, m, base.digest());
      Golden.of(base, adapter).write(folder);
      return verified(adapter);
    }
  }

  /**
   * Writes a mixture of linear experts once more, each expert merged into one convolution. It says
   * what the adapter says; whether it is faster depends on its shape (docs/models.md).
   *
   * @param target folder of the merged adapter; replaced if it exists
   * @throws IOException if the base cannot be opened or a file not be written
   * @throws io.lacuna.model.adapter.AdapterException if the adapter is refused; names the reason
   * @throws IllegalArgumentException if it has no linear experts to merge, or if merging them
   *     changes what it says of its golden record
   */
  public static Verified merge(Path folder, Path target, Path baseDir) throws IOException {
    try (Base base = BaseFolder.load(baseDir, "cpu");
        NDManager m = base.manager().newSubManager()) {
      Adapter adapter = AdapterCheck.load(folder, base, m, null);
      Adapter merged = MergedMixture.of(adapter, m);
      float distance = Golden.read(folder, adapter).distance(base, merged);
      if (!(distance <= AdapterCheck.TOLERANCE)) {
        throw new IllegalArgumentException(
            "merging " + folder + " moves its scores by " + distance + "; nothing was written");
      }
      AdapterWriter.write(
          target,
          merged,
          Golden.of(base, merged),
          text(folder, Adapter.METRICS),
          text(folder, Adapter.CARD));
      return verified(merged);
    }
  }

  private static String text(Path folder, String name) throws IOException {
    return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
  }

  /**
   * Id → digest of adapters, in their order; whether they fit a base is not asked.
   *
   * @throws io.lacuna.model.adapter.AdapterException if one cannot be read
   */
  public static Map<String, String> digests(List<Path> folders) {
    Map<String, String> digests = new LinkedHashMap<>();
    try (NDManager m = Torch.newManager("cpu")) {
      for (Path folder : folders) {
        Adapter adapter = Adapter.load(folder, m, Adapter.config(folder).baseModelDigest());
        digests.put(adapter.config().id(), adapter.digest());
      }
    }
    return digests;
  }

  private static Verified verified(Adapter adapter) {
    return new Verified(
        adapter.config().id(), adapter.digest(), adapter.config().baseModelDigest());
  }
}
