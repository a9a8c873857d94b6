package io.lacuna.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.bench.BenchMain;
import io.lacuna.bench.torture.result.TortureResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The harness in its short form: one broker, three kills of the service. */
class TortureTest {
  @TempDir Path dir;

  @Test
  void nothingIsLostOverThreeKills() throws Exception {
    Path json = dir.resolve("result.json");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = BenchMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    int code =
        line.execute(
            "torture",
            "--brokers=1",
            "--partitions=2",
            "--faults=app-kill",
            "--kills=3",
            "--minutes=3",
            "--rate=100",
            "--data=" + dir,
            "--json=" + json);

    assertThat(code).as(err.toString()).isZero();
    TortureResult result = TortureResult.read(json);
    assertThat(result.violations()).hasSize(8).allSatisfy((v, n) -> assertThat(n).isZero());
    assertThat(result.drained()).isTrue();
    assertThat(result.faults().get("app-kill").made()).isEqualTo(3);
    assertThat(result.records()).isPositive();
    assertThat(result.windows()).isPositive();
    assertThat(out.toString()).contains("| **lost** | 0 |").contains("app-kill");
  }
}
