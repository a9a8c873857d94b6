package io.lacuna.model.vilt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.FusedBlocks;
import io.lacuna.model.base.ModalityTokens;
import io.lacuna.model.base.OpenBlocks;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenIds;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.features.TextTokens;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Precision;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A ViLT as a base: it reads pictures and texts, and has no encoder for audio. */
public final class ViltBase implements Base {
  /** File that marks the folder of such a base. */
  public static final String CONFIG = "config.json";

  private static final Set<Modality> MODALITIES =
      Collections.unmodifiableSet(EnumSet.of(Modality.IMAGE, Modality.TEXT));

  private final NDManager manager;
  private final String name;
  private final Vilt vilt;
  private final byte[] tokenizer;
  private final Features emptyText;
  private final String digest;

  /** The blocks in bfloat16, if they are to be. */
  private final Optional<FusedBlocks> fused;

  private ViltBase(NDManager manager, String name, Vilt vilt, byte[] tokenizer, Features empty) {
    this.manager = manager;
    this.name = name;
    this.vilt = vilt;
    this.tokenizer = tokenizer;
    this.emptyText = empty;
    this.digest = digest(vilt, tokenizer);
    this.fused = Optional.empty();
  }

  private ViltBase(ViltBase other, FusedBlocks fused) {
    this.manager = other.manager;
    this.name = other.name;
    this.vilt = other.vilt;
    this.tokenizer = other.tokenizer;
    this.emptyText = other.emptyText;
    this.digest = other.digest;
    this.fused = Optional.of(fused);
  }

  /**
   * Loads a checkpoint folder in Hugging Face's layout: {@code config.json}, weights ({@link
   * ViltWeights}) and a tokenizer ({@code tokenizer.json} or {@code vocab.txt}).
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @throws IOException if a file is missing, not sound, or not of a ViLT that this code runs
   */
  public static ViltBase load(Path folder, String device) throws IOException {
    ViltConfig config = ViltConfig.read(folder);
    Preprocessing.check(folder, config);
    byte[] tokenizer = ViltTokenizer.json(folder, config);
    NDManager manager = Torch.newManager(device);
    try (TextTokens text = new TextTokens(tokenizer, config.maxPositions())) {
      Vilt vilt = new Vilt(config, ViltWeights.load(folder, config, manager));
      String name = folder.toAbsolutePath().normalize().getFileName().toString();
      return new ViltBase(manager, name, vilt, tokenizer, text.empty());
    } catch (IOException e) {
      manager.close();
      throw e;
    } catch (RuntimeException e) {
      manager.close();
      throw new IOException(folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static String digest(Vilt vilt, byte[] tokenizer) {
    MessageDigest sha = Sha256.start();
    sha.update(
        (vilt.weights().digest() + '\n' + vilt.config() + '\n').getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest(tokenizer));
  }

  public Vilt vilt() {
    return vilt;
  }

  /** The folder's name. */
  @Override
  public String name() {
    return name;
  }

  /** SHA-256 over weights, sizes and tokenizer, 64 hex digits. */
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
    return vilt.config().hiddenSize();
  }

  @Override
  public int blocks() {
    return vilt.config().layers();
  }

  @Override
  public Set<Modality> modalities() {
    return MODALITIES;
  }

  @Override
  public long size() {
    return vilt.weights().size();
  }

  @Override
  public PayloadReader reader() {
    return new ViltReader(vilt.config(), tokenizer);
  }

  @Override
  public TokenBatch embed(List<Map<Modality, Features>> batch, NDManager m) {
    Map<Modality, ModalityTokens> parts = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      int[] rows = ModalityTokens.rowsWith(modality, batch);
      if (rows.length > 0) {
        List<Features> features =
            Arrays.stream(rows).mapToObj(row -> batch.get(row).get(modality)).toList();
        features.forEach(f -> check(modality, f));
        parts.put(modality, tokens(modality, rows, features, m));
      }
    }
    return ModalityTokens.join(parts, batch.size(), m);
  }

  private void check(Modality modality, Features features) {
    if (!vilt.config().takes(modality, features.shape())) {
      throw new IllegalArgumentException(
          "features of "
              + modality
              + " have shape "
              + Arrays.toString(features.shape())
              + "; base "
              + name
              + " takes "
              + vilt.config().allowed(modality));
    }
  }

  private ModalityTokens tokens(
      Modality modality, int[] rows, List<Features> features, NDManager m) {
    if (modality == Modality.TEXT) {
      int[] lengths = features.stream().mapToInt(f -> f.shape()[0]).toArray();
      return new ModalityTokens(rows, vilt.embedText(TokenIds.of(features, m)), lengths);
    }
    int[] lengths = features.stream().mapToInt(vilt::tokens).toArray();
    return new ModalityTokens(rows, vilt.embedImages(features, m), lengths);
  }

  @Override
  public NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    if (fused.isEmpty()) {
      return vilt.encode(x0, mask, deltas);
    }
    vilt.check(deltas);
    return vilt.lastNorm(fused.get().encode(x0, mask, deltas));
  }

  @Override
  public NDArray encodeForScoring(
      NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    if (fused.isEmpty()) {
      return vilt.encode(x0, mask, deltas);
    }
    vilt.check(deltas);
    return vilt.lastNorm(fused.get().encodePacked(x0, mask, deltas));
  }

  @Override
  public Optional<OpenBlocks> openBlocks() {
    return fused.isPresent() ? Optional.empty() : Optional.of(vilt.open());
  }

  @Override
  public Precision precision() {
    return fused.isPresent() ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  @Override
  public ViltBase inBfloat16() {
    return new ViltBase(this, vilt.fused(manager));
  }

  /** A square of ones, which is white; the opening and the closing token. */
  @Override
  public Features dummy(Modality modality) {
    return switch (modality) {
      case TEXT -> emptyText;
      case IMAGE -> {
        int side = vilt.config().imageSize();
        float[] white = new float[vilt.config().channels() * side * side];
        Arrays.fill(white, 1);
        yield new Features(new int[] {vilt.config().channels(), side, side}, white);
      }
      case AUDIO ->
          throw new IllegalArgumentException(
              "base " + name + " has no AUDIO; it takes " + MODALITIES);
    };
  }

  @Override
  public Optional<Parameters> pooler() {
    return Optional.of(vilt.weights().sub("pooler."));
  }

  @Override
  public void close() {
    manager.close();
  }
}
