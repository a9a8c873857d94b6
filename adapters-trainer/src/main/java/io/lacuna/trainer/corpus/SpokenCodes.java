package io.lacuna.trainer.corpus;

import io.lacuna.trainer.corpus.Speech.Voice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Dictated digits: clips of one voice strung together, with line noise. */
final class SpokenCodes {
  private static final List<String> WORDS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
  private static final double[] SPEEDS = {0.85, 1.15};
  private static final double MIN_SECONDS = 1.0;

  private record Clip(Voice voice, int digit, double speed) {}

  private final Map<Clip, Pcm> clips = new ConcurrentHashMap<>();

  Pcm say(Voice voice, List<Integer> digits, Random random) {
    double speed = SPEEDS[random.nextInt(SPEEDS.length)];
    float[] line = new float[Speech.RATE_HZ * (2 + digits.size() * 2)];
    int at = pause(random, 0.08, 0.25);
    for (int digit : digits) {
      float[] word = clip(new Clip(voice, digit, speed)).samples();
      System.arraycopy(word, 0, line, at, word.length);
      at += word.length + pause(random, 0.09, 0.22);
    }
    int length = Math.max(at, (int) (MIN_SECONDS * Speech.RATE_HZ));
    Pcm clean = new Pcm(Arrays.copyOf(line, length), Speech.RATE_HZ);
    double loudness = Seeds.uniform(random, 0.25, 0.7) / clean.peak();
    return clean.gain(loudness).withNoise(Seeds.uniform(random, 3, 18), random);
  }

  private static int pause(Random random, double least, double most) {
    return (int) (Speech.RATE_HZ * Seeds.uniform(random, least, most));
  }

  private Pcm clip(Clip clip) {
    return clips.computeIfAbsent(clip, SpokenCodes::synthesise);
  }

  private static Pcm synthesise(Clip clip) {
    try {
      return Speech.word(clip.voice(), WORDS.get(clip.digit()), clip.speed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
