package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

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
  static void close() throws IOException {
    workshop.close();
  }

  static Stream<Snippet> typed() throws IOException {
    return Snippet.all().stream().filter(s -> s.how().equals(Snippet.RUN));
  }

  @ParameterizedTest
  @MethodSource("typed")
  void canBeTyped(Snippet snippet) throws Exception {
    assertThat(workshop.type(snippet.text())).as(snippet.place()).endsWith("all done\n");
  }

  @Test
  void aLineThatFailsIsSeen() throws Exception {
    assertThat(workshop.type("true\n./lacuna topology --nonsense\ntrue\n"))
        .contains("failed: ./lacuna topology --nonsense")
        .doesNotContain("all done");
  }
}
