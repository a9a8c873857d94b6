package io.lacuna.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.features.Features;
import io.lacuna.trainer.plan.Draws;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static Features ramp(int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.37);
    }
    return new Features(shape, values);
  }

  private static Draws draws(int epoch) {
    return Draws.of(3, "augment", "s", epoch);
  }

  @Test
  void nothingIsChangedWhereNothingMayChange() {
    Features image = ramp(2, 8, 10);
    float[] same = new ImageAugmentation(0, 0, 0, false, 0, 0, 0).apply(image, draws(0)).values();
    for (int i = 0; i < same.length; i++) {
      boolean border = i % 10 == 9 || i / 10 % 8 == 7;
      assertThat(same[i]).isCloseTo(image.values()[i], within(border ? 0.01f : 1e-5f));
    }
    Features audio = ramp(20, 6);
    AudioAugmentation none = new AudioAugmentation(4, 0, 0, 0, 0, 0, 0, 0, 40);
    assertThat(none.apply(audio, draws(0)).values()).containsExactly(audio.values(), within(1e-5f));
  }

  @Test
  void variantsDifferByEpochAndRepeatByDraws() {
    ImageAugmentation some = new ImageAugmentation(0.1, 0.1, 10, true, 0.1, 0.1, 0.1);
    Features image = ramp(1, 16, 16);
    float[] first = some.apply(image, draws(0)).values();
    assertThat(some.apply(image, draws(0)).values()).containsExactly(first);
    assertThat(some.apply(image, draws(1)).values()).isNotEqualTo(first);
  }

  @Test
  void audioStaysWithinItsFramesAndPitchIsNeverBlanked() {
    AudioAugmentation strong = new AudioAugmentation(4, 5, 2, 1, 0.5, 0, 2, 0.5, 24);
    Features audio = new Features(new int[] {20, 5}, new float[100]);
    IntStream.range(0, 20).forEach(t -> audio.values()[t * 5 + 4] = 7);
    for (int epoch = 0; epoch < 30; epoch++) {
      Features variant = strong.apply(audio, draws(epoch));
      assertThat(variant.shape()[0]).isBetween(1, 24);
      assertThat(variant.shape()[1]).isEqualTo(5);
      for (int t = 0; t < variant.shape()[0]; t++) {
        assertThat(variant.values()[t * 5 + 4]).isBetween(4.99f, 9.01f);
      }
    }
  }
}
