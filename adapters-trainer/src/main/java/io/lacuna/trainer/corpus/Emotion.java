package io.lacuna.trainer.corpus;

import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * The six emotions and how the synthetic speaker changes the voice for each: rate and pitch range
 * and amplitude are factors, pitch is added in the synthesiser's units of 0 to 99. Directions
 * follow Murray and Arnott (1993); the sizes are ours.
 */
enum Emotion {
  HAPPY(1.12, 15, 1.4, 1.1),
  SAD(0.78, -12, 0.5, 0.7),
  ANGER(1.15, 5, 1.5, 1.4),
  SURPRISE(1.05, 25, 1.8, 1.1),
  DISGUST(0.85, -8, 0.8, 1.0),
  FEAR(1.25, 22, 0.9, 0.95);

  private final Prosody prosody;

  Emotion(double rate, double pitch, double range, double amplitude) {
    this.prosody = new Prosody(rate, pitch, range, amplitude);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A manner of speaking; rate, range and amplitude are factors, pitch is an offset. */
  record Prosody(double rate, double pitch, double range, double amplitude) {

    /** The mean of the emotions' manners with a speaker's random deviation. */
    static Prosody of(Set<Emotion> emotions, Random random) {
      double rate = 0;
      double pitch = 0;
      double range = 0;
      double amplitude = 0;
      for (Emotion emotion : emotions) {
        rate += emotion.prosody.rate / emotions.size();
        pitch += emotion.prosody.pitch / emotions.size();
        range += emotion.prosody.range / emotions.size();
        amplitude += emotion.prosody.amplitude / emotions.size();
      }
      return new Prosody(
          rate * (1 + 0.10 * random.nextGaussian()),
          pitch + 10 * random.nextGaussian(),
          range * (1 + 0.20 * random.nextGaussian()),
          amplitude * (1 + 0.18 * random.nextGaussian()));
    }
  }
}
