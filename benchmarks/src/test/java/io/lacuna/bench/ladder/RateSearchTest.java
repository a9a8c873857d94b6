package io.lacuna.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.bench.ladder.measure.RateSearch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search for the highest rate, on a contender whose p99 is its rate. */
class RateSearchTest {
  private final List<Double> tried = new ArrayList<>();

  private RateSearch search(int doublings, int halvings) {
    return new RateSearch(
        rate -> {
          tried.add(rate);
          return rate;
        },
        8,
        doublings,
        halvings);
  }

  @Test
  void itDoublesUntilTooMuchAndHalvesTheRest() {
    assertThat(search(6, 3).highest(50)).isEqualTo(48);
    assertThat(tried).containsExactly(8.0, 16.0, 32.0, 64.0, 48.0, 56.0, 52.0);
  }

  @Test
  void aSecondBoundTriesNothingTwice() {
    RateSearch search = search(6, 2);
    search.highest(50);
    int before = tried.size();
    assertThat(search.highest(20)).isEqualTo(20);
    assertThat(tried).doesNotHaveDuplicates();
    assertThat(tried.subList(before, tried.size())).containsExactly(24.0, 20.0);
  }

  @Test
  void aContenderThatIsAlwaysTooSlowHasNoRate() {
    assertThat(search(6, 2).highest(1)).isZero();
    assertThat(tried).containsExactly(8.0, 4.0, 2.0);
  }

  @Test
  void itEndsWithItsDoublingsThoughTheContenderCouldMore() {
    assertThat(search(2, 3).highest(1e9)).isEqualTo(32);
  }

  @Test
  void anUnboundedSearchIsRefused() {
    assertThatThrownBy(() -> new RateSearch(r -> r, 0, 1, 1)).hasMessageContaining("above 0");
  }
}
