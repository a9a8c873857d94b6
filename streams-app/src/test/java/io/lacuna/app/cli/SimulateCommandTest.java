package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateCommandTest {
  private final StringWriter err = new StringWriter();

  @Test
  void noDivergenceIsZeroAndTheLastLineIsJson() {
    StringBuilder out = new StringBuilder();
    assertThat(run(out, "--schedules", "20", "--seed", "1", "--json")).isZero();
    assertThat(out.toString().lines().reduce((a, b) -> b).orElseThrow())
        .matches("\\{\"schedules\":20,\"divergences\":0,\"seconds\":[0-9.]+}");
  }

  @Test
  void aPlantedFaultIsOne() {
    StringBuilder out = new StringBuilder();
    assertThat(run(out, "--threads", "1", "--break", "double-final", "--json")).isEqualTo(1);
    assertThat(out).contains("\"divergences\":1").contains("revisions have no gap");
  }

  @Test
  void anUnknownFaultIsAUsageErrorThatNamesThem() {
    assertThat(run(new StringBuilder(), "--break", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("nonsense must be one of", "drop-late");
  }

  @Test
  void theHelpListsTheFaults() {
    assertThat(Main.commandLine().getSubcommands().get("simulate").getUsageMessage())
        .contains("merge-keeps-both", "ignore-unread");
  }

  private int run(StringBuilder out, String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      CommandLine main = Main.commandLine().setErr(new PrintWriter(err));
      String[] all = new String[args.length + 1];
      all[0] = "simulate";
      System.arraycopy(args, 0, all, 1, args.length);
      return main.execute(all);
    } finally {
      System.setOut(before);
      out.append(bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
