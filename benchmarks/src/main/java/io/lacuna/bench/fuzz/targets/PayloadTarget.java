package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.PngChunks;
import io.lacuna.bench.fuzz.mutate.RiffChunks;
import io.lacuna.bench.fuzz.mutate.Text;
import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.ImageSpec;
import io.lacuna.model.features.TextSpec;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/** Encoded payloads of one media type, up to the features that a model would get. */
public final class PayloadTarget implements FuzzTarget {
  /** As for an image of the most pixels that are decoded, with its second copy. */
  private static final long MAX_ALLOCATION = 400_000_000L;

  private static final FeatureSpec SPEC =
      new FeatureSpec(
          new ImageSpec(3, 16, 16, 0.5f, 0.5f),
          new TextSpec(32),
          new AudioSpec(8000, 256, 80, 8, 0, 4000, 8, 64, true));

  private final String name;
  private final Modality modality;
  private final String mediaType;
  private final List<byte[]> seeds;
  private final List<Mutation> mutations;
  private final List<byte[]> tokens;
  private final FeatureExtractor extractor = new FeatureExtractor(SPEC);

  private PayloadTarget(
      String name,
      Modality modality,
      String mediaType,
      List<byte[]> seeds,
      List<Mutation> mutations,
      String... tokens) {
    this.name = name;
    this.modality = modality;
    this.mediaType = mediaType;
    this.seeds = seeds;
    this.mutations = mutations;
    this.tokens = Stream.of(tokens).map(t -> t.getBytes(UTF_8)).toList();
  }

  /** Grey, colour, palette and 16-bit pictures; chunks with right checksums. */
  public static PayloadTarget png() throws IOException {
    return new PayloadTarget(
        "png", Modality.IMAGE, "image/png", ImageSeeds.png(), List.of(PngChunks.ANY));
  }

  /** Baseline, progressive and grey pictures, one with a colour profile. */
  public static PayloadTarget jpeg() throws IOException {
    return new PayloadTarget(
        "jpeg", Modality.IMAGE, "image/jpeg", ImageSeeds.jpeg(), List.of(), "JFIF", "ICC_PROFILE");
  }

  /** Every compression that Java can write. */
  public static PayloadTarget tiff() throws IOException {
    return new PayloadTarget("tiff", Modality.IMAGE, "image/tiff", ImageSeeds.tiff(), List.of());
  }

  /** Integers of 8 to 32 bits, floats and companded samples, up to the frames of a model. */
  public static PayloadTarget wav() {
    return new PayloadTarget(
        "wav",
        Modality.AUDIO,
        "audio/wav",
        WavSeeds.all(),
        List.of(RiffChunks.ANY),
        "fmt ",
        "data");
  }

  /** Mono of 8 and stereo of 24 bits, made by the flac program. */
  public static PayloadTarget flac() throws IOException {
    return new PayloadTarget(
        "flac",
        Modality.AUDIO,
        "audio/flac",
        List.of(resource("mono8.flac"), resource("stereo24.flac")),
        List.of(),
        "fLaC");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PayloadTarget.class.getResourceAsStream("/fuzz/" + name)) {
      return in.readAllBytes();
    }
  }

  /** UTF-8, up to the tokens of a model. */
  public static PayloadTarget text() {
    List<byte[]> seeds =
        Stream.of("Kurzatmig seit 2 Tagen, 38,5 °C.", "no pain\n\tNAD", "胸痛 😷 e\u0301")
            .map(t -> t.getBytes(UTF_8))
            .toList();
    return new PayloadTarget(
        "text",
        Modality.TEXT,
        "text/plain",
        seeds,
        List.of(Text.WORD, Text.LINES, Text.NUMBER),
        "[CLS]",
        "[UNK]",
        "\u0000",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "\u0300\u0301\u0302");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<Mutation> mutations() {
    return mutations;
  }

  @Override
  public List<byte[]> tokens() {
    return tokens;
  }

  @Override
  public long maxAllocation() {
    return MAX_ALLOCATION;
  }

  @Override
  public String run(byte[] input) {
    try {
      check(extractor.extract(modality, new Payload.Encoded(mediaType, input)));
      return ACCEPTED;
    } catch (PayloadException e) {
      return e.reason().name();
    }
  }

  private void check(Features features) {
    if (!SPEC.fits(modality, features.shape())) {
      throw new IllegalStateException("features of a shape that the base does not take");
    }
    for (float value : features.values()) {
      if (!Float.isFinite(value)) {
        throw new IllegalStateException("features that are not finite");
      }
    }
  }

  @Override
  public void close() {
    extractor.close();
  }
}
