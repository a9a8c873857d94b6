package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.AudioFrames;
import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Mel power and its logarithm for the folder's one WAV, with window and hop of the golden
 * definition; sample rate and number of bands follow from the files.
 */
final class LogMelCheck implements ParityCheck {
  private static final double RELATIVE_TOLERANCE = 1e-4;
  private static final double LOG_TOLERANCE = 1e-3;
  private static final double FLOOR = 1e-10;
  private static final int WINDOW = 400;
  private static final int HOP = 160;
  private static final double MAX_HERTZ = 8000;
  private static final int MAX_FRAMES = 1_000_000;

  @Override
  public String folder() {
    return "logmel";
  }

  @Override
  public List<Case> run(Path folder) throws IOException {
    Path wav = wav(folder);
    try (NDManager manager = Torch.newManager("cpu")) {
      Parameters golden = Safetensors.read(folder.resolve("logmel.safetensors"), manager);
      return List.of(
          Case.of(
              "mel_power (relative)",
              RELATIVE_TOLERANCE,
              () -> {
                float[] log = logMel(wav, golden, "mel_power");
                return relative(log, Tensors.values(golden.get("mel_power")));
              }),
          Case.of(
              "log_mel",
              LOG_TOLERANCE,
              () -> {
                float[] log = logMel(wav, golden, "log_mel");
                return Tensors.difference(log, Tensors.values(golden.get("log_mel")));
              }));
    }
  }

  private static Path wav(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> wavs = files.filter(f -> f.toString().endsWith(".wav")).toList();
      if (wavs.size() != 1) {
        throw new IOException("folder " + folder + " has " + wavs.size() + " .wav files, not 1");
      }
      return wavs.get(0);
    }
  }

  /** (frames, bands) as the named tensor has them. */
  private static float[] logMel(Path wav, Parameters golden, String name)
      throws IOException, PayloadException {
    Tensors.require(golden, Map.of(name, new Shape(-1, -1)));
    Shape shape = golden.get(name).getShape();
    int bands = (int) shape.get(1);
    AudioSpec spec =
        new AudioSpec(sampleRate(wav), WINDOW, HOP, bands, 0, MAX_HERTZ, 1, MAX_FRAMES, false);
    Features ours = new AudioFrames(spec).extract(Files.readAllBytes(wav));
    Tensors.requireSame(new Shape(ours.shape()[0], ours.shape()[1]), shape);
    return ours.values();
  }

  private static int sampleRate(Path wav) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(wav))) {
      return Math.round(AudioSystem.getAudioFileFormat(in).getFormat().getSampleRate());
    } catch (UnsupportedAudioFileException e) {
      throw new IOException(wav + " is not a WAV", e);
    }
  }

  /** Largest difference over the golden power, with both floored as before the logarithm. */
  private static double relative(float[] log, float[] power) {
    double largest = 0;
    for (int i = 0; i < power.length; i++) {
      double floored = Math.max(power[i], FLOOR);
      largest = Math.max(largest, Math.abs(Math.exp(log[i]) - floored) / floored);
    }
    return largest;
  }
}
