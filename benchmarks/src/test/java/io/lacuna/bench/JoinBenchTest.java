package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every variant joins a small feed, in both modes, and every subject comes out once. */
class JoinBenchTest {

  @Test
  void everyVariantGivesEachSubjectOnce() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "join",
            "--runs",
            "1",
            "--warm-up",
            "0",
            "--keys",
            "30",
            "--bytes",
            "500",
            "--partitions",
            "2");

    List<JsonNode> rows = Bench.rows(report, 0);
    assertThat(rows)
        .extracting(row -> row.get(0).asText() + " " + row.get(1).asText())
        .containsExactly(
            "DSL cogroup + suppress at_least_once",
            "DSL cogroup + suppress exactly_once_v2",
            "DSL outer joins, chained at_least_once",
            "DSL outer joins, chained exactly_once_v2",
            "Lacuna at_least_once",
            "Lacuna exactly_once_v2",
            "plain consumer loop at_least_once",
            "plain consumer loop exactly_once_v2",
            "plain consumer loop, decoding at_least_once",
            "plain consumer loop, decoding exactly_once_v2");
    assertThat(rows).allSatisfy(row -> assertThat(row.get(2).asDouble()).isPositive());
    assertThat(report.get("notes").toString()).contains("exactly 30 complete results");
  }
}
