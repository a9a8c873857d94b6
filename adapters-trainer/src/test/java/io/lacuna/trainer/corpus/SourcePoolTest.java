package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePoolTest {
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 17, 18, 1000})
  void dealsEveryItemToExactlyOneSplit(int size) {
    List<Integer> items = IntStream.range(0, size).boxed().toList();
    SourcePool<Integer> pool = SourcePool.deal(items, Seeds.random(1));

    List<Integer> dealt = new ArrayList<>();
    for (Split split : Split.values()) {
      assertThat(pool.items(split)).isNotEmpty();
      dealt.addAll(pool.items(split));
    }
    assertThat(dealt).containsExactlyInAnyOrderElementsOf(items);
  }

  @Test
  void dealsSixtyTenThirty() {
    var pool = SourcePool.deal(IntStream.range(0, 100).boxed().toList(), Seeds.random(1));
    assertThat(pool.items(Split.TRAIN)).hasSize(60);
    assertThat(pool.items(Split.VALIDATION)).hasSize(10);
    assertThat(pool.items(Split.TEST)).hasSize(30);
  }

  @Test
  void refusesTooFewItems() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SourcePool.deal(List.of(1, 2), Seeds.random(1)))
        .withMessageContaining("2 items");
  }
}
