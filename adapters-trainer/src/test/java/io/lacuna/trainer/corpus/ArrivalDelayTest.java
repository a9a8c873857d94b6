package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalDelayTest {
  private static final int DRAWS = 20_000;

  @ParameterizedTest
  @CsvSource({"patient,TEXT,5", "patient,AUDIO,15", "patient,IMAGE,40", "utterance,AUDIO,0.7"})
  void hasTheMedianAndTheLateShareOfItsProfile(String pipeline, Modality modality, double median) {
    FeedProfile profile = FeedProfile.of(pipeline);
    Random random = Seeds.random(5, pipeline, modality);
    long[] delays = new long[DRAWS];
    Arrays.setAll(delays, i -> profile.delays().get(modality).drawMs(random));
    Arrays.sort(delays);

    assertThat(delays[DRAWS / 2] / 1000.0).isCloseTo(median, within(0.06 * median));
    long late = Arrays.stream(delays).filter(d -> d > profile.limit().toMillis()).count();
    assertThat((double) late / DRAWS).isCloseTo(ArrivalDelay.LATE_SHARE, within(0.006));
    assertThat(delays[DRAWS - 1]).isLessThanOrEqualTo(4 * profile.limit().toMillis());
  }
}
