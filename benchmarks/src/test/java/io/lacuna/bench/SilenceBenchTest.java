package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** On silent topics the product answers every window once and the DSL's joins answer none. */
class SilenceBenchTest {

  @Test
  void onlyTheProductAnswers() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "silence",
            "--rounds",
            "1",
            "--warm-up",
            "0",
            "--windows",
            "20",
            "--spread-ms",
            "500",
            "--wait-ms",
            "1000");

    assertThat(Bench.rows(report, 0)).allSatisfy(r -> assertThat(r.get(1).asInt()).isEqualTo(20));
    // a verdict before its deadline would be a false one
    assertThat(report.get("tables").get(0).get("rows").get(0).get(2).asDouble()).isPositive();
    assertThat(Bench.rows(report, 1))
        .extracting(row -> row.get(2).asInt())
        .containsExactly(20, 0, 0);
  }

  @Test
  void aSpreadThatWouldMoveEventTimePastADeadlineIsRefused() {
    CommandLine line = BenchMain.commandLine();
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err));
    assertThat(line.execute("bench", "silence", "--spread-ms", "2000")).isEqualTo(2);
    assertThat(err.toString()).contains("must be shorter than the grace");
  }
}
