package io.lacuna.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The set holds what a sorted set of the library holds, whatever comes and goes. */
class SortedRunsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void holdsWhatATreeSetHolds(long seed) {
    Random random = new Random(seed);
    TreeSet<Integer> expected = new TreeSet<>();
    SortedRuns<Integer> runs = new SortedRuns<>(Comparator.naturalOrder());
    for (int step = 0; step < 20_000; step++) {
      // it grows, and shrinks again, so that runs are split and joined
      boolean grows = random.nextInt(10) < (step < 10_000 ? 7 : 3);
      int value = random.nextInt(1_000_000);
      if (grows || expected.isEmpty()) {
        if (expected.add(value)) {
          runs.add(value);
        }
      } else {
        Integer any = expected.ceiling(value) == null ? expected.first() : expected.ceiling(value);
        expected.remove(any);
        runs.remove(any);
      }
      assertThat(runs.size()).isEqualTo(expected.size());
      assertThat(runs.first()).isEqualTo(expected.isEmpty() ? null : expected.first());
      if (step % 500 == 0) {
        assertThat(runs).containsExactlyElementsOf(expected);
      }
    }
    for (Integer left : List.copyOf(expected)) {
      runs.remove(left);
    }
    assertThat(runs).isEmpty();
    assertThat(runs.first()).isNull();
  }

  @Test
  void keepsItemsInTheOrderThatWasGiven() {
    SortedRuns<Integer> runs = new SortedRuns<>(Comparator.reverseOrder());
    List<Integer> expected = new ArrayList<>();
    for (int i = 1_000; i > 0; i--) {
      runs.add(1_001 - i);
      expected.add(i);
    }
    assertThat(runs).containsExactlyElementsOf(expected);
  }

  @Test
  void refusesWhatWouldBreakTheSet() {
    SortedRuns<Integer> runs = new SortedRuns<>(Comparator.naturalOrder());
    runs.add(1);
    assertThatThrownBy(() -> runs.add(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runs.remove(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runs.remove(2)).isInstanceOf(IllegalArgumentException.class);
    assertThat(runs.size()).isEqualTo(1);
  }
}
