package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PcmTest {
  @Test
  void resamplingKeepsWhatFitsAndRemovesWhatWouldFold() {
    assertThat(rms(tone(1000, 22050).resample(8000))).isCloseTo(0.5 / Math.sqrt(2), within(0.01));
    assertThat(rms(tone(6000, 22050).resample(8000))).isLessThan(0.005);
    assertThat(tone(1000, 22050).resample(8000).seconds()).isCloseTo(1, within(0.001));
  }

  @Test
  void refusesToResampleUp() {
    assertThatIllegalArgumentException().isThrownBy(() -> tone(100, 8000).resample(16000));
  }

  @Test
  void noiseHasTheWantedDistanceFromTheSignal() {
    Pcm clean = tone(440, 8000);
    Pcm noisy = clean.withNoise(6, Seeds.random(3));
    float[] noise = new float[clean.samples().length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noisy.samples()[i] - clean.samples()[i];
    }
    double decibels = 20 * Math.log10(rms(clean) / rms(new Pcm(noise, 8000)));
    assertThat(decibels).isCloseTo(6, within(0.2));
  }

  @Test
  void wavFilesReadBack() throws IOException {
    Pcm sound = tone(440, 8000);
    assertThat(largestDifference(sound, Pcm.read(sound.toWav16()))).isLessThan(1e-4);
    assertThat(largestDifference(sound, Pcm.read(sound.toWavMuLaw()))).isBetween(1e-4, 0.02);
    assertThat(sound.toWavMuLaw().length).isLessThan(sound.toWav16().length * 6 / 10);
  }

  @Test
  void trimsSilenceAtBothEndsOnly() {
    Pcm padded = new Pcm(new float[] {0, 0, 0.5f, 0, -0.5f, 0.001f}, 8000);
    assertThat(padded.trim().samples()).containsExactly(0.5f, 0, -0.5f);
  }

  private static Pcm tone(double hertz, int rateHz) {
    float[] samples = new float[rateHz];
    for (int i = 0; i < rateHz; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rateHz));
    }
    return new Pcm(samples, rateHz);
  }

  private static double rms(Pcm sound) {
    double power = 0;
    for (float s : sound.samples()) {
      power += s * s;
    }
    return Math.sqrt(power / sound.samples().length);
  }

  private static double largestDifference(Pcm a, Pcm b) {
    assertThat(b.rateHz()).isEqualTo(a.rateHz());
    assertThat(b.samples()).hasSameSizeAs(a.samples());
    double largest = 0;
    for (int i = 0; i < a.samples().length; i++) {
      largest = Math.max(largest, Math.abs(a.samples()[i] - b.samples()[i]));
    }
    return largest;
  }
}
