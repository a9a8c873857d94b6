package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The benchmark of adapter swaps in a tiny form. */
class SwapBenchTest {

  @Test
  void everyWindowIsScoredWithTheAdapterOfItsStart() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "swap",
            "--swaps",
            "12",
            "--every-ms",
            "200",
            "--lead-ms",
            "3000",
            "--rate",
            "20",
            "--corrupt-every",
            "4");

    JsonNode windows = Bench.rows(report, 0).get(0);
    assertThat(windows.get(1).asLong()).isEqualTo(windows.get(0).asLong()).isPositive();
    assertThat(windows.get(2).asLong()).isZero();
    assertThat(windows.get(3).asLong()).isZero();
    assertThat(windows.get(4).asLong()).isGreaterThan(5);
    assertThat(windows.get(5).asLong()).isEqualTo(3);
  }
}
