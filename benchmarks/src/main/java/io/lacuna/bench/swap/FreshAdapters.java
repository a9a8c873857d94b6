package io.lacuna.bench.swap;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A small base of ready features, and any number of untrained adapters for it. */
public final class FreshAdapters implements AutoCloseable {
  /** Values of a feature vector, of every modality. */
  public static final int VALUES = 16;

  private static final String NAME = "bench";

  private final Path root;
  private final FeatureBase base;

  private FreshAdapters(Path root, FeatureBase base) {
    this.root = root;
    this.base = base;
  }

  public static FreshAdapters create(Path root) throws IOException {
    Map<Modality, List<Integer>> shapes = new EnumMap<>(Modality.class);
    Map<Modality, Features> low = new EnumMap<>(Modality.class);
    Map<Modality, Features> high = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      shapes.put(m, List.of(VALUES));
      low.put(m, vector(-1));
      high.put(m, vector(1));
    }
    FeatureBase base =
        FeatureBaseStore.fit(new FeatureBaseConfig(NAME, shapes, 5), List.of(low, high), "cpu");
    FeatureBaseStore.save(root.resolve("base"), base);
    return new FreshAdapters(root, base);
  }

  private static Features vector(float value) {
    float[] values = new float[VALUES];
    java.util.Arrays.fill(values, value);
    return new Features(new int[] {VALUES}, values);
  }

  Path base() {
    return root.resolve("base");
  }

  public Path folder(int number) {
    return root.resolve("adapter-" + number);
  }

  /** Writes an adapter like no other. */
  public AdapterFolder.Verified write(int number) throws IOException {
    AdapterModel model = AdapterModel.of(config(number));
    try (NDManager m = Torch.newManager("cpu")) {
      Adapter adapter = new Adapter(model, model.init(m, number));
      AdapterWriter.write(folder(number), adapter, Golden.of(base, adapter), "{}\n", "");
      return new AdapterFolder.Verified(adapter.config().id(), adapter.digest(), base.digest());
    }
  }

  private AdapterConfig config(int number) {
    return new AdapterConfig(
        Method.LOW_RANK_MIXTURE,
        "fresh-" + number,
        NAME,
        base.digest(),
        2,
        2,
        List.of(0),
        base.width(),
        8,
        2,
        null,
        new MixtureOptions(1, 0, 0, MixtureOptions.HeadInput.ALL, true, true, true, true),
        List.of(Modality.values()),
        List.of(
            new AdapterTask(
                "findings", TaskKind.MULTILABEL, List.of("a", "b"), List.of(0.5, 0.5), 0, 1)),
        number,
        new AdapterConfig.TrainingData("none", "0".repeat(64)),
        Map.of());
  }

  /** Leaves half of the weights, as a copy that was broken off. */
  void cutInHalf(int number) throws IOException {
    Path tensors = folder(number).resolve(Adapter.TENSORS);
    try (FileChannel file = FileChannel.open(tensors, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
  }

  @Override
  public void close() {
    base.close();
  }
}
