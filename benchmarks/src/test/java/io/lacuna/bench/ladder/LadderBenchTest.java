package io.lacuna.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.Bench;
import io.lacuna.bench.ladder.measure.Contender;
import io.lacuna.bench.ladder.python.PythonContenders;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short ladder with processes of their own; results are checked, times are not. */
class LadderBenchTest {

  @Test
  void theProductAndTheDslClimbBesideTheLoop(@TempDir Path out) throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "ladder",
            "--contenders",
            "loop,lacuna,dsl",
            "--quick",
            "--model",
            "small",
            "--out",
            out.toString());

    assertThat(Bench.rows(report, 0)).extracting(r -> r.get(0).asText()).hasSize(3);
    assertThat(Double.parseDouble(Bench.rows(report, 0).get(0).get(2).asText().replace(",", "")))
        .isPositive();
    JsonNode product = Bench.rows(report, 1).get(1);
    assertThat(product.get(4).asInt()).isPositive();
    for (int column = 5; column <= 10; column++) {
      assertThat(product.get(column).asInt()).as("column " + column).isZero();
    }
    // without a kill and a backlog the DSL loses nothing either, once event time moves on
    assertThat(Bench.rows(report, 1).get(2).get(5).asInt()).isZero();
    JsonNode run = new ObjectMapper().readTree(out.resolve("ladder-1.json").toFile());
    assertThat(run.get("rungs")).hasSize(3);
    assertThat(run.get("rungs").get(1).get("steady").get("lost").asInt()).isZero();
  }

  @Test
  void whatIsNotThereSaysWhatItNeeds() throws Exception {
    JsonNode report =
        Bench.run(
            "bench", "ladder", "--contenders", "ray,python-loop", "--quick", "--model", "small");

    assertThat(Bench.rows(report, 0).get(0).get(1).asText()).contains("--model demo alone");
    assertThat(Bench.rows(report, 0).get(1).get(1).asText()).contains("present");
  }

  @Test
  void whoIsAskedForMustBeKnown() {
    assertThatThrownBy(() -> Contenders.check(List.of("lacuna", "beam", "storm")))
        .hasMessage(
            "--contenders: [beam, storm] must be of [loop, lacuna, dsl, dsl-size, flink,"
                + " spark, split-group, split-record, python-loop, python-asyncio, ray]");
  }

  @Test
  void everyContenderCanBeAskedFor(@TempDir Path home) throws Exception {
    PythonContenders none = PythonContenders.find("no-python", null, home, false);

    Contenders.check(Contenders.all(home, "64m", none).stream().map(Contender::id).toList());
  }
}
