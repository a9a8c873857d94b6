package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is marked to be run can be typed as it stands, block after block in one folder. */
class TypedSnippetsTest {
  @TempDir static Path dir;
  private static Workshop workshop;

  @BeforeAll
  static void open() throws IOException {
    workshop = Workshop.open(dir);
  }

  @AfterAll
  static void close() throws Exception {
    workshop.close();
  }

  static Stream<Snippet> typed() throws IOException {
    return Snippet.all().stream().filter(s -> s.isTyped(Snippet.RUN));
  }

  @ParameterizedTest
  @MethodSource("typed")
  void canBeTyped(Snippet snippet) throws Exception {
    String said = workshop.type(snippet);
    assertThat(said).as(snippet.place()).endsWith("all done\n");
    snippet.manner().says().forEach(w -> assertThat(said).as(snippet.place()).contains(w));
  }

  @Test
  void aLineThatFailsIsSeen() throws Exception {
    assertThat(workshop.type("true\n./lacuna topology --nonsense\ntrue\n"))
        .contains("failed: ./lacuna topology --nonsense")
        .doesNotContain("all done");
  }

  @Test
  void whatEndsInsteadOfServingIsSeen() {
    assertThatThrownBy(() -> workshop.type("./lacuna ingest --port 0 --config nowhere\n"))
        .hasMessageContaining("ended")
        .hasMessageContaining("nowhere");
  }
}
