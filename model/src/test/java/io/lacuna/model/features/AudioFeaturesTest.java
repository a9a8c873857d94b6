package io.lacuna.model.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFeaturesTest {
  private static final int RATE = 16_000;
  private static final AudioSpec SPEC = new AudioSpec(RATE, 400, 160, 64, 0, 8000, 1, 1000, false);
  private static final AudioSpec PITCH = new AudioSpec(RATE, 400, 160, 8, 0, 8000, 1, 1000, true);

  @Test
  void logMelEqualsLibrosa() throws Exception {
    Features f = new AudioFrames(SPEC).extract(Golden.bytes("logmel/chirp_16k_mono.wav"));
    assertThat(f.shape()).containsExactly(101, 64);
    try (NDManager m = Torch.newManager("cpu")) {
      var golden = Safetensors.read(Golden.path("logmel/logmel.safetensors"), m);
      float[] log = golden.get("log_mel").toFloatArray();
      float[] power = golden.get("mel_power").toFloatArray();
      for (int i = 0; i < log.length; i++) {
        assertThat(f.values()[i]).isCloseTo(log[i], within(1e-3f));
        double floored = Math.max(power[i], 1e-10);
        assertThat(Math.exp(f.values()[i])).isCloseTo(floored, within(1e-4 * floored));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {75, 110, 150, 237, 440})
  void findsThePitchOfAHarmonicTone(double hertz) throws Exception {
    byte[] wav =
        Wav.pcm16(
            RATE,
            1,
            RATE / 2,
            i -> {
              double phase = 2 * Math.PI * hertz * i / RATE;
              return 0.2 * Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase);
            });
    Features f = new AudioFrames(PITCH).extract(wav);
    int frames = f.shape()[0];
    for (int frame = 5; frame < frames - 5; frame++) {
      double found = 100 * Math.pow(2, f.values()[frame * 11 + 8]);
      assertThat(found).isCloseTo(hertz, within(0.02 * hertz));
      assertThat(f.values()[frame * 11 + 9]).isGreaterThan(0.9f);
      assertThat(f.values()[frame * 11 + 10])
          .isCloseTo((float) Math.log((0.04 + 0.09 + 0.01) / 2), within(0.3f));
    }
  }

  @Test
  void noiseAndSilenceHaveNoPitch() throws Exception {
    Random random = new Random(1);
    Features noise =
        new AudioFrames(PITCH).extract(Wav.pcm16(RATE, 1, RATE, i -> random.nextDouble() - 0.5));
    long voiced = 0;
    for (int frame = 0; frame < noise.shape()[0]; frame++) {
      voiced += noise.values()[frame * 11 + 8] != 0 ? 1 : 0;
    }
    assertThat(voiced).isLessThan(noise.shape()[0] / 20);
    Features silence = new AudioFrames(PITCH).extract(Wav.pcm16(RATE, 1, RATE, i -> 0));
    assertThat(Arrays.copyOf(silence.values(), 11))
        .containsExactly(
            -23.02585f,
            -23.02585f,
            -23.02585f,
            -23.02585f,
            -23.02585f,
            -23.02585f,
            -23.02585f,
            -23.02585f,
            0,
            0,
            -23.02585f);
  }

  @Test
  void shortClipsAreFilledAndLongOnesCut() throws Exception {
    AudioSpec spec = new AudioSpec(RATE, 400, 160, 4, 0, 8000, 30, 50, true);
    Features shorter = new AudioFrames(spec).extract(Wav.pcm16(RATE, 1, 1, i -> 0.5));
    Features longer = new AudioFrames(spec).extract(Wav.pcm16(RATE, 1, 5 * RATE, i -> 0.5));
    assertThat(shorter.shape()).containsExactly(30, 7);
    assertThat(longer.shape()).containsExactly(50, 7);
    assertThat(shorter.values()[29 * 7]).isCloseTo(-23.02585f, within(1e-4f));
  }

  /** Every frame that is kept is what the whole clip would have given. */
  @Test
  void cuttingDoesNotTouchTheFramesThatAreKept() throws Exception {
    byte[] wav = Wav.pcm16(RATE, 1, RATE, Wav.tone(300, RATE));
    Features whole = new AudioFrames(SPEC).extract(wav);
    AudioSpec cut = new AudioSpec(RATE, 400, 160, 64, 0, 8000, 1, 20, false);
    assertThat(new AudioFrames(cut).extract(wav).values())
        .containsExactly(Arrays.copyOf(whole.values(), 20 * 64));
  }

  @ParameterizedTest
  @CsvSource({"8000, 1000, 0.35", "44100, 1000, 0.35", "48000, 3000, 0.35", "44100, 12000, 0"})
  void resamplesWithoutFoldingHighsDown(int rate, double hertz, double rms) throws Exception {
    float[] samples =
        AudioDecoder.decode(Wav.pcm16(rate, 1, rate, Wav.tone(hertz, rate)), RATE, 1 << 20);
    assertThat(samples.length).isBetween(RATE, RATE + 100);
    double sum = 0;
    for (int i = 500; i < RATE - 500; i++) {
      sum += samples[i] * samples[i];
    }
    assertThat(Math.sqrt(sum / (RATE - 1000))).isCloseTo(rms, within(0.01));
  }

  @Test
  void readsEveryWidthAndMixesChannels() throws Exception {
    int[] pcm = {64, -32, 127};
    for (int bits : new int[] {8, 16, 24, 32}) {
      byte[] data = new byte[2 * pcm.length * bits / 8];
      for (int i = 0; i < pcm.length; i++) {
        int top = (2 * i + 1) * bits / 8 - 1;
        data[top] = (byte) (pcm[i] + (bits == 8 ? 128 : 0));
        data[top + bits / 8] = (byte) (bits == 8 ? 128 : 0); // the other channel is silent
      }
      byte[] wav = Wav.file(data, new AudioFormat(RATE, bits, 2, bits > 8, false));
      assertThat(AudioDecoder.decode(wav, RATE, 100))
          .as(bits + " bits")
          .containsExactly(0.25f, -0.125f, 127 / 256f);
    }
  }

  @Test
  void readsMuLawAndALaw() throws Exception {
    byte[] pcm = Wav.pcm16(8000, 1, 800, Wav.tone(200, 8000));
    float[] expected = AudioDecoder.decode(pcm, 8000, 1000);
    for (Encoding encoding : new Encoding[] {Encoding.ULAW, Encoding.ALAW}) {
      float[] samples = AudioDecoder.decode(Wav.companded(encoding, pcm), 8000, 1000);
      assertThat(samples).hasSize(800);
      for (int i = 0; i < 800; i++) {
        assertThat(samples[i]).isCloseTo(expected[i], within(0.02f));
      }
    }
  }

  @Test
  void refusesWhatIsNoWav() throws Exception {
    assertRefused(new byte[0], RejectReason.UNDECODABLE_AUDIO);
    assertRefused(new byte[100], RejectReason.UNDECODABLE_AUDIO);
    byte[] wav = Wav.pcm16(RATE, 1, 100, i -> 0.1);
    assertRefused(Arrays.copyOf(wav, 20), RejectReason.UNDECODABLE_AUDIO);
    assertRefused(Wav.pcm16(RATE, 1, 0, i -> 0), RejectReason.EMPTY_AUDIO);
    assertRefused(Arrays.copyOf(wav, 44), RejectReason.EMPTY_AUDIO);
  }

  @Test
  void survivesRandomDamage() throws Exception {
    Random random = new Random(4);
    byte[] whole = Wav.pcm16(RATE, 1, 400, Wav.tone(200, RATE));
    AudioFrames frames = new AudioFrames(SPEC);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = Arrays.copyOf(whole, 44 + random.nextInt(whole.length - 44));
      for (int k = 0; k < 3; k++) {
        damaged[random.nextInt(44)] = (byte) random.nextInt();
      }
      try {
        for (float v : frames.extract(damaged).values()) {
          assertThat(v).isFinite();
        }
      } catch (PayloadException e) {
        assertThat(e.reason())
            .isIn(
                RejectReason.UNDECODABLE_AUDIO, RejectReason.EMPTY_AUDIO, RejectReason.NOT_FINITE);
      }
    }
  }

  private static void assertRefused(byte[] wav, RejectReason reason) {
    assertThatThrownBy(() -> AudioDecoder.decode(wav, RATE, 1000))
        .isInstanceOf(PayloadException.class)
        .extracting(e -> ((PayloadException) e).reason())
        .isEqualTo(reason);
  }
}
