package io.lacuna.trainer.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.trainer.TrainerMain;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs converters from the command line, into a new folder below {@code dir}. */
record Converting(Path dir) {
  static Path fixture(String name) {
    try {
      return Path.of(Converting.class.getResource("/convert/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path out() {
    return dir.resolve("out");
  }

  /** Exit code, standard output and standard error. */
  record Said(int code, String out, String err) {}

  Said run(Object... args) {
    List<String> all = new ArrayList<>(List.of("data", "convert"));
    Stream.of(args).map(Object::toString).forEach(all::add);
    all.addAll(List.of("--out", out().toString()));
    CommandLine command = TrainerMain.commandLine();
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err));
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int code = command.execute(all.toArray(String[]::new));
      return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }

  DataSet converted(Object... args) {
    Said said = run(args);
    assertThat(said.code()).as("%s", said.err()).isZero();
    return DataSetFolder.read(out());
  }

  /** Refused in one line, and nothing is left behind. */
  void refused(String message, Object... args) throws IOException {
    Said said = run(args);
    assertThat(said.err()).contains(message);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.code()).isEqualTo(1);
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .noneMatch(name -> name.contains(out().getFileName().toString()));
    }
  }
}
