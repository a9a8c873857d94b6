package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Precision;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The base of the sample feeds: image and audio stems in front of the frozen MiniLM transformer.
 */
public final class FusionBase implements Base {
  /** File that marks the folder of such a base. */
  public static final String CONFIG = "base_config.json";

  private final NDManager manager;
  private final BaseConfig config;
  private final Parameters miniLm;
  private final Parameters stems;
  private final String digest;

  /** The blocks in bfloat16, if they are to be. */
  private final Optional<FusedBlocks> fused;

  FusionBase(
      NDManager manager, BaseConfig config, Parameters miniLm, Parameters stems, String digest) {
    this(manager, config, miniLm, stems, digest, Optional.empty());
  }

  private FusionBase(
      NDManager manager,
      BaseConfig config,
      Parameters miniLm,
      Parameters stems,
      String digest,
      Optional<FusedBlocks> fused) {
    this.manager = manager;
    this.config = config;
    this.miniLm = miniLm;
    this.stems = stems;
    this.digest = digest;
    this.fused = fused;
  }

  /**
   * Loads a base from its folder ({@link BaseStore}).
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @throws IOException if a file is missing or not sound, or was made for other text weights
   */
  public static FusionBase load(Path dir, String device) throws IOException {
    return BaseStore.load(dir, device);
  }

  public BaseConfig config() {
    return config;
  }

  public Parameters miniLm() {
    return miniLm;
  }

  public Parameters stems() {
    return stems;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public int width() {
    return MiniLm.WIDTH;
  }

  @Override
  public int blocks() {
    return MiniLm.LAYERS;
  }

  @Override
  public Set<Modality> modalities() {
    return EnumSet.allOf(Modality.class);
  }

  @Override
  public long size() {
    return miniLm.size() + stems.size();
  }

  @Override
  public PayloadReader reader() {
    return new FeatureExtractor(config.features());
  }

  @Override
  public Features dummy(Modality modality) {
    return config.features().dummy(modality);
  }

  @Override
  public Features longest(Modality modality) {
    return config.features().longest(modality);
  }

  @Override
  public NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    return fused.isPresent()
        ? fused.get().encode(x0, mask, deltas)
        : MiniLm.encode(miniLm, x0, mask, deltas);
  }

  /** Padding costs nothing but its attention. */
  @Override
  public NDArray encodeForScoring(
      NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    return fused.isPresent()
        ? fused.get().encodePacked(x0, mask, deltas)
        : MiniLm.encodePacked(miniLm, x0, mask, deltas);
  }

  @Override
  public Optional<OpenBlocks> openBlocks() {
    return fused.isPresent() ? Optional.empty() : Optional.of(MiniLm.open(miniLm));
  }

  @Override
  public Precision precision() {
    return fused.isPresent() ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  @Override
  public FusionBase inBfloat16() {
    FusedBlocks blocks = MiniLm.fused(miniLm, manager);
    return new FusionBase(manager, config, miniLm, stems, digest, Optional.of(blocks));
  }

  @Override
  public TokenBatch embed(List<Map<Modality, Features>> batch, NDManager m) {
    return embed(config, miniLm, stems, batch, m);
  }

  /**
   * Embeds a batch; differentiable in the stems.
   *
   * @param stems all stem parameters, with their prefixes
   * @param batch features of the present modalities of each record
   * @param m owns the result
   * @throws IllegalArgumentException if the batch is empty, no record has any modality, or features
   *     do not have the shape that the configuration asks for
   */
  public static TokenBatch embed(
      BaseConfig config,
      Parameters miniLm,
      Parameters stems,
      List<Map<Modality, Features>> batch,
      NDManager m) {
    Map<Modality, ModalityTokens> parts = new EnumMap<>(Modality.class);
    for (Modality modality : ModalityTokens.ORDER) {
      int[] rows = ModalityTokens.rowsWith(modality, batch);
      if (rows.length > 0) {
        List<Features> features =
            Arrays.stream(rows).mapToObj(row -> batch.get(row).get(modality)).toList();
        features.forEach(f -> check(config, modality, f));
        parts.put(modality, tokens(config, miniLm, stems, modality, rows, features, m));
      }
    }
    return ModalityTokens.join(parts, batch.size(), m);
  }

  private static void check(BaseConfig config, Modality modality, Features features) {
    if (!config.features().fits(modality, features.shape())) {
      throw new IllegalArgumentException(
          "features have shape "
              + Arrays.toString(features.shape())
              + "; base "
              + config.name()
              + " takes "
              + config.features().allowed(modality));
    }
  }

  private static ModalityTokens tokens(
      BaseConfig config,
      Parameters miniLm,
      Parameters stems,
      Modality modality,
      int[] rows,
      List<Features> features,
      NDManager m) {
    int[] lengths = features.stream().mapToInt(f -> f.shape()[0]).toArray();
    return switch (modality) {
      case TEXT ->
          new ModalityTokens(rows, MiniLm.embedText(miniLm, TokenIds.of(features, m)), lengths);
      case IMAGE -> {
        NDArray images = padded(features, m);
        NDArray tokens = ImageStem.tokens(config.imageStem(), stems.sub("image."), images);
        Arrays.fill(lengths, config.imageStem().tokens());
        yield new ModalityTokens(rows, tokens, lengths);
      }
      case AUDIO -> {
        NDArray frames = padded(features, m);
        NDArray tokens = AudioStem.tokens(config.audioStem(), stems.sub("audio."), frames, lengths);
        int[] counts = Arrays.stream(lengths).map(config.audioStem()::tokens).toArray();
        yield new ModalityTokens(rows, tokens, counts);
      }
    };
  }

  /** Stacks features, filled with zeros to the longest first dimension. */
  private static NDArray padded(List<Features> features, NDManager m) {
    int[] shape = features.get(0).shape().clone();
    int row = features.get(0).values().length / shape[0];
    shape[0] = features.stream().mapToInt(f -> f.shape()[0]).max().orElseThrow();
    float[] values = new float[features.size() * shape[0] * row];
    for (int i = 0; i < features.size(); i++) {
      float[] from = features.get(i).values();
      System.arraycopy(from, 0, values, i * shape[0] * row, from.length);
    }
    long[] dims = Arrays.stream(shape).asLongStream().toArray();
    return m.create(values, new Shape(features.size()).addAll(new Shape(dims)));
  }

  @Override
  public void close() {
    manager.close();
  }
}
