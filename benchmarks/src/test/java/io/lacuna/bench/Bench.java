package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The verb as a user calls it. */
public final class Bench {
  private Bench() {}

  /** The JSON report of a run that must succeed. */
  public static JsonNode run(String... args) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--json");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = BenchMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(line.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  /** The rows of the report's table at this place. */
  public static List<JsonNode> rows(JsonNode report, int table) {
    List<JsonNode> rows = new ArrayList<>();
    report.get("tables").get(table).get("rows").forEach(rows::add);
    return rows;
  }
}
