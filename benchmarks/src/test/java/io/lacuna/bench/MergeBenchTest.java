package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Merged experts, tiny; the benchmark checks that they say the same. */
class MergeBenchTest {

  @Test
  void bothWaysAreMeasuredAndCounted() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "merged-experts",
            "--widths",
            "16",
            "--ranks",
            "2",
            "--experts",
            "3",
            "--batches",
            "2x5",
            "--runs",
            "1",
            "--seconds",
            "0.01");

    JsonNode row = Bench.rows(report, 0).get(0);
    assertThat(row.get(4).asLong()).isEqualTo(4 * (4 * 16 * 2 + 2 + 16));
    assertThat(row.get(5).asLong()).isEqualTo(4 * (3 * 16 * 16 + 16));
    assertThat(row.get(8).asDouble()).isPositive();
  }
}
