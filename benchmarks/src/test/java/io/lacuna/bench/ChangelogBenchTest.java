package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State of the product holds references, state of the DSL's joins holds payloads. */
class ChangelogBenchTest {

  @Test
  void payloadsStandInTheChangelogsOfTheDslAndNotInOurs() throws Exception {
    JsonNode report =
        Bench.run(
            "bench", "changelog", "--windows", "1,3", "--observations", "40", "--bytes", "20000");

    List<JsonNode> rows = Bench.rows(report, 0);
    assertThat(rows)
        .extracting(row -> row.get(0).asText() + " " + row.get(1).asInt())
        .containsExactly("Lacuna 1", "Lacuna 3", "DSL outer joins, chained 1");
    for (int mode = 2; mode <= 3; mode++) {
      assertThat(rows.get(0).get(mode).asDouble()).isBetween(1.0, 20_000.0);
      assertThat(rows.get(2).get(mode).asDouble()).isGreaterThan(20_000);
    }
  }
}
