package io.lacuna.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.BenchMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Flink's and Spark's contenders climb a short ladder: each observation of the arrival file comes
 * out once with its presence mask, and the first ones with the scores that the model gives alone.
 */
class RivalsTest {
  private static final int OBSERVATIONS = 4;
  private static final int LOST = 5;
  private static final int DUPLICATED = 6;
  private static final int WRONG = 7;
  private static final int LOST_WITH_KILL = 8;
  private static final int DUPLICATED_WITH_KILL = 9;

  @Test
  void flinkAnswersEachObservationOnceEvenAfterAKill() throws Exception {
    JsonNode row = correctness("flink");
    assertThat(row.get(OBSERVATIONS).asInt()).isPositive();
    assertThat(row.get(LOST).asInt()).isZero();
    assertThat(row.get(DUPLICATED).asInt()).isZero();
    assertThat(row.get(WRONG).asInt()).isZero();
    assertThat(row.get(LOST_WITH_KILL).asInt()).isZero();
    assertThat(row.get(DUPLICATED_WITH_KILL).asInt()).isZero();
  }

  @Test
  void sparkAnswersEachObservationOnceAndMayRepeatAfterAKill() throws Exception {
    JsonNode row = correctness("spark");
    assertThat(row.get(OBSERVATIONS).asInt()).isPositive();
    assertThat(row.get(LOST).asInt()).isZero();
    assertThat(row.get(DUPLICATED).asInt()).isZero();
    assertThat(row.get(WRONG).asInt()).isZero();
    // its sink is at-least-once: repetitions after a kill are by contract, losses are not
    assertThat(row.get(LOST_WITH_KILL).asInt()).isZero();
  }

  private static JsonNode correctness(String rival) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = BenchMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit =
        line.execute(
            "bench", "ladder", "--contenders", rival, "--quick", "--model", "small", "--json");
    assertThat(exit).as(err.toString()).isZero();
    JsonNode rows = new ObjectMapper().readTree(out.toString()).get("tables").get(1).get("rows");
    assertThat(rows).as(out.toString()).hasSize(1);
    return rows.get(0);
  }
}
