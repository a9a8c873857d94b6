package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmarks of serving, tiny; they check their own results. */
class ServingBenchTest {

  @Test
  void mixedAdaptersShareForwardsAndGroupsDoNot() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "mixed-adapters",
            "--model",
            "small",
            "--runs",
            "1",
            "--adapters",
            "3",
            "--records",
            "42",
            "--batch",
            "21");

    assertThat(Bench.rows(report, 0))
        .extracting(row -> Math.round(row.get(6).asDouble() * 42 / 1000))
        .containsExactly(2L, 2L, 2L, 21L);
  }

  @Test
  void throughKafkaEveryObservationComesOnce() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "efficiency",
            "--model",
            "small",
            "--runs",
            "1",
            "--records",
            "60",
            "--batch",
            "8");

    assertThat(Bench.rows(report, 0)).allSatisfy(r -> assertThat(r.get(1).asDouble()).isPositive());
  }

  @Test
  void batchesAreMeasuredAgainstOneAtATimeAtTwoLoads() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "micro-batch",
            "--model",
            "small",
            "--runs",
            "1",
            "--records",
            "60",
            "--batch",
            "8");

    assertThat(Bench.rows(report, 0).get(0).get(3).asDouble()).isEqualTo(1);
    assertThat(Bench.rows(report, 1)).extracting(row -> row.get(1).asInt()).containsExactly(48, 48);
  }

  @Test
  void guiltyRecordsFailAloneAndALostDeviceFailsNobody() throws Exception {
    JsonNode report =
        Bench.run("bench", "isolation", "--model", "small", "--batch", "4", "--records", "40");

    assertThat(Bench.rows(report, 0).get(1).get(1).asText()).isEqualTo("0.0e+00");
    assertThat(Bench.rows(report, 2).get(0).get(1).asInt()).isEqualTo(40);
  }

  @Test
  void bothPrecisionsScoreTheSameRecords() throws Exception {
    JsonNode report =
        Bench.run("bench", "precision", "--model", "small", "--runs", "1", "--records", "20");

    // the small model has no blocks, so there is nothing that could be coarser
    assertThat(report.get("notes").get(1).asText()).contains("20 records lie at most 0.0e+00");
    assertThat(Bench.rows(report, 0)).hasSize(2);
  }

  @Test
  void aSoakLooksAtMemoryUntilTheLastPrediction() throws Exception {
    JsonNode report =
        Bench.run("bench", "soak", "--model", "small", "--predictions", "80", "--batch", "8");

    JsonNode rows = report.get("tables").get(0).get("rows");
    assertThat(rows.get(rows.size() - 1).get(0).asInt()).isEqualTo(80);
    assertThat(rows.get(0).get(1).asDouble()).isPositive();
  }

  @Test
  void replaysOfARecordingAreEqualWhateverTheThreads() throws Exception {
    JsonNode report =
        Bench.run("bench", "replay", "--records", "180", "--runs", "1", "--batch", "8");

    assertThat(report.get("settings").get("model").asText()).isEqualTo("small");
    assertThat(Bench.rows(report, 1))
        .extracting(r -> r.get(1).asInt())
        .as("run 0 warms up")
        .containsExactly(1, 2, 1, 2);
    assertThat(Bench.rows(report, 1))
        .extracting(r -> r.get(2).asText())
        .containsOnly(Bench.rows(report, 1).get(0).get(2).asText());
    JsonNode looks = report.get("tables").get(2).get("rows");
    assertThat(looks.get(looks.size() - 1).get(0).asInt()).isEqualTo(180);
  }

  @Test
  void anUnknownModelIsToldInOneLine() {
    CommandLine line = BenchMain.commandLine();
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err));
    assertThat(line.execute("bench", "mixed-adapters", "--model", "huge")).isEqualTo(2);
    assertThat(err.toString()).contains("--model = huge must be demo or small");
  }
}
