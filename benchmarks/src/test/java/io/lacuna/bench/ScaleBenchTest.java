package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short form; that no window is lost and none is late is checked by the benchmark itself. */
class ScaleBenchTest {
  @TempDir Path dir;

  @Test
  void windowsStayOpenAndAPlanIsMadeOfWhatWasMeasured() throws Exception {
    JsonNode report =
        Bench.run(
            "bench",
            "scale",
            "--windows",
            "1000,5000",
            "--partitions",
            "2,4",
            "--instances",
            "1,2",
            "--at",
            "1000",
            "--restore",
            "0",
            "--runs",
            "1",
            "--warm-up",
            "100",
            "--steps",
            "200",
            "--heap",
            "256m");

    List<JsonNode> times = Bench.rows(report, 0);
    assertThat(times).extracting(row -> row.get(0).asInt()).containsExactly(1_000, 5_000);
    assertThat(times).allSatisfy(row -> assertThat(row.get(3).asDouble()).isPositive());
    assertThat(Bench.rows(report, 2))
        .extracting(row -> row.get(1).asInt() + " " + row.get(2).asInt())
        .containsExactly("2 1", "4 1", "4 2");
    List<JsonNode> weights = Bench.rows(report, 1);
    assertThat(weights)
        .allSatisfy(
            row -> {
              assertThat(row.get(1).asLong()).as("heap").isBetween(1L << 20, 256L << 20);
              assertThat(row.get(5).asDouble()).as("changelog").isPositive();
            });

    Path file = dir.resolve("scale.json");
    Files.writeString(file, new ObjectMapper().writeValueAsString(report));
    JsonNode plan = Bench.run("bench", "plan", "--from", file.toString(), "--subjects", "500");
    JsonNode rows = plan.get("tables").get(0).get("rows");
    assertThat(rows.get(0).get(1).asDouble()).isEqualTo(1_500);
    assertThat(rows.get(1).get(1).asDouble()).isEqualTo(30_000);
  }
}
