package io.lacuna.trainer.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.trainer.TrainerMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A run of {@code compare} from the command line.
 *
 * @param code exit code
 * @param out its standard output
 * @param err its errors of usage and execution
 */
record CompareRun(int code, String out, String err) {

  static CompareRun of(String... options) {
    List<String> args = new ArrayList<>(List.of("compare"));
    args.addAll(List.of(options));
    StringWriter errors = new StringWriter();
    CommandLine command = TrainerMain.commandLine();
    command.setErr(new PrintWriter(errors));
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int code = command.execute(args.toArray(String[]::new));
      return new CompareRun(code, said.toString(StandardCharsets.UTF_8), errors.toString());
    } finally {
      System.setOut(before);
    }
  }

  /** Its tables. */
  List<JsonNode> json() throws IOException {
    List<JsonNode> tables = new ArrayList<>();
    for (String line : out.lines().toList()) {
      tables.add(new ObjectMapper().readTree(line));
    }
    return tables;
  }

  /** The unit files of a run folder, by name. */
  static List<Path> units(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("units"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }
}
