package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** One micro benchmark, too short to mean anything, beside the reference loop. */
class MicroBenchTest {
  private static final String[] SHORT = {
    "bench",
    "micro",
    "--filter",
    "SampleBenchmark",
    "--forks",
    "1",
    "--iterations",
    "1",
    "--ms",
    "50"
  };

  @TempDir Path dir;

  @Test
  void measuresAndComparesWithAnEarlierRun() throws Exception {
    JsonNode report = Bench.run(SHORT);

    assertThat(Bench.rows(report, 0))
        .extracting(row -> row.get(0).asText())
        .containsExactly("Reference.loop", "Sample.decode");
    assertThat(Bench.rows(report, 0).get(0).get(2).asDouble()).isEqualTo(1);
    // a decoded sample holds its payload of 10 KiB
    assertThat(Bench.rows(report, 0).get(1).get(3).asDouble()).isGreaterThan(10_240);

    Path earlier = dir.resolve("earlier.json");
    ((ArrayNode) report.get("tables").get(0).get("rows").get(1)).set(3, 100);
    Files.writeString(earlier, new ObjectMapper().writeValueAsString(report));
    StringWriter err = new StringWriter();
    CommandLine line = BenchMain.commandLine();
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
    String[] gated = Arrays.copyOf(SHORT, SHORT.length + 2);
    gated[SHORT.length] = "--gate";
    gated[SHORT.length + 1] = earlier.toString();
    assertThat(line.execute(gated)).isEqualTo(1);
    assertThat(err.toString()).contains("worse: Sample.decode allocates");
  }
}
