package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineThreadsTest {
  @Test
  void moreThreadsThanCoresIsToldWithAWayOut() {
    assertThat(EngineThreads.advice(2, "4", 6))
        .hasValue(
            "2 pipeline(s) x 4 engine thread(s) are more than 6 core(s); set"
                + " -Dai.djl.pytorch.num_threads=3");
    assertThat(EngineThreads.advice(2, null, 2)).as("the engine takes all").isPresent();
  }

  @Test
  void asManyThreadsAsCoresIsFine() {
    assertThat(EngineThreads.advice(2, "1", 2)).isEmpty();
    assertThat(EngineThreads.advice(1, null, 8)).isEmpty();
  }
}
