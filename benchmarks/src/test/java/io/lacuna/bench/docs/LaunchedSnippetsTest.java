package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long way of a new user (profile docs): clones what is committed, then types the blocks that
 * are marked so, with the launcher, which builds first.
 */
@Tag("docs")
class LaunchedSnippetsTest {
  @TempDir Path dir;

  @Test
  void theLauncherDoesWhatThePagesSay() throws Exception {
    List<Snippet> blocks =
        Snippet.all().stream().filter(s -> s.how().equals(Snippet.LAUNCH)).toList();
    assertThat(blocks).isNotEmpty();
    assertThat(blocks.get(0).text()).as("begins with the clone").startsWith("git clone <");
    StringBuilder script = new StringBuilder("set -eo pipefail\n");
    for (Snippet block : blocks) {
      // each page begins with the folders it names
      script.append("rm -rf runs\necho '== ").append(block.place()).append("'\n");
      script.append(block.text().replace("<this repository>", "'" + Snippet.ROOT + "'"));
    }
    assertThat(said(script + "echo all done\n")).endsWith("all done\n");
  }

  private String said(String script) throws IOException, InterruptedException {
    Path file = dir.resolve("said.txt");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script);
    bash.environment().put("LACUNA_WEB_PORT", "0");
    int exit =
        bash.directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start()
            .waitFor();
    return Files.readString(file) + (exit == 0 ? "" : "\nexit " + exit);
  }
}
