package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayTest {
  private static final int DRAWS = 20_000;

  @Test
  void readsAListOfDelays() {
    assertThat(Delay.parseAll("image=lognormal(30s, 1.2), audio=fixed(250ms),text=exponential(5m)"))
        .isEqualTo(
            Map.of(
                Modality.IMAGE, new Delay.LogNormal(30_000, 1.2),
                Modality.AUDIO, new Delay.Fixed(250),
                Modality.TEXT, new Delay.Exponential(300_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fixed",
        "fixed()",
        "fixed(2)",
        "fixed(-2s)",
        "fixed(2s,1)",
        "exponential(5s,1)",
        "lognormal(30s)",
        "lognormal(30s,x)",
        "lognormal(30s,-1)",
        "lognormal(30s,NaN)",
        "uniform(1s)",
        "fixed(2s",
        "fixed(400d)",
        "fixed(2s)x"
      })
  void refusesWhatIsNoDelay(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delay.parse(text))
        .withMessageStartingWith("'" + text + "'");
  }

  @Test
  void refusesAListWithAWrongOrRepeatedModality() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delay.parseAll("video=fixed(2s)"))
        .withMessage("'video' must be image, text or audio");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delay.parseAll("text=fixed(2s),text=fixed(3s)"))
        .withMessageContaining("TEXT twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delay.parseAll("fixed(2s)"))
        .withMessageContaining("modality=delay");
  }

  @Test
  void drawsHaveTheMedianAndTheSpreadThatWereAsked() {
    long[] drawn = draws(Delay.parse("lognormal(30s,1.2)"));
    assertThat(drawn[DRAWS / 2] / 1000.0).isCloseTo(30, within(1.0));
    // a standard normal is below 1 with probability 0.8413
    double oneSigma = drawn[(int) (DRAWS * 0.8413)] / 1000.0;
    assertThat(Math.log(oneSigma / 30)).isCloseTo(1.2, within(0.05));
  }

  @Test
  void drawsHaveTheMeanThatWasAsked() {
    long[] drawn = draws(Delay.parse("exponential(5s)"));
    assertThat(Arrays.stream(drawn).average().orElseThrow() / 1000).isCloseTo(5, within(0.15));
    assertThat(drawn[DRAWS / 2] / 5000.0).isCloseTo(Math.log(2), within(0.02));
    assertThat(draws(Delay.parse("fixed(2s)"))).containsOnly(2000L);
  }

  @Test
  void aDrawIsASubjectsOwnAndNeverChanges() {
    Delay delay = Delay.parse("lognormal(30s,2)");
    assertThat(delay.drawMs(7, Modality.IMAGE, "P-1"))
        .isEqualTo(delay.drawMs(7, Modality.IMAGE, "P-1"))
        .isNotEqualTo(delay.drawMs(8, Modality.IMAGE, "P-1"))
        .isNotEqualTo(delay.drawMs(7, Modality.AUDIO, "P-1"))
        .isNotEqualTo(delay.drawMs(7, Modality.IMAGE, "P-2"));
  }

  private static long[] draws(Delay delay) {
    long[] drawn = new long[DRAWS];
    Arrays.setAll(drawn, i -> delay.drawMs(1, Modality.TEXT, "P-" + i));
    Arrays.sort(drawn);
    return drawn;
  }
}
