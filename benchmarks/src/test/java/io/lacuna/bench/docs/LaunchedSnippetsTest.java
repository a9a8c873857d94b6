package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long way of a new user (profile docs): clones what is committed, then types the blocks that
 * are marked so, with the launcher, which builds first.
 */
@Tag("docs")
class LaunchedSnippetsTest {
  private static final String MARK = "==== typing ";
  private static final String BEGIN =
      "set -eo pipefail\ntrap 'echo \"failed: $BASH_COMMAND\"' ERR\n";

  @TempDir Path dir;

  @Test
  void theLauncherDoesWhatThePagesSay() throws Exception {
    List<Snippet> blocks = Snippet.all().stream().filter(s -> s.isTyped(Snippet.LAUNCH)).toList();
    assertThat(blocks).isNotEmpty();
    assertThat(blocks.get(0).text()).as("begins with the clone").startsWith("git clone <");
    Set<String> given = new HashSet<>();
    StringBuilder script = new StringBuilder(BEGIN);
    for (Snippet block : blocks) {
      script.append("echo '").append(MARK).append(block.place()).append("'\n");
      for (String name : block.manner().given()) {
        script.append(given.add(name) ? Given.script(name) : "");
      }
      String text = block.manner().typed(block.text());
      script.append(text.replace("<this repository>", "'" + Snippet.ROOT + "'"));
      // the next page begins with what is committed, and the folders it names
      script.append("git checkout -q . && rm -rf runs\n");
    }
    String said = said(script + "echo all done\n");
    assertThat(said).endsWith("all done\n");
    for (Snippet block : blocks) {
      String part = said.split(Pattern.quote(MARK + block.place() + "\n"))[1].split(MARK)[0];
      block.manner().says().forEach(w -> assertThat(part).as(block.place()).contains(w));
    }
  }

  private String said(String script) throws IOException, InterruptedException {
    Path file = dir.resolve("said.txt");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script);
    bash.environment().put("LACUNA_WEB_PORT", "0");
    bash.environment().put("CHECKOUT", Snippet.ROOT.toString());
    int exit =
        bash.directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start()
            .waitFor();
    return Files.readString(file) + (exit == 0 ? "" : "\nexit " + exit);
  }
}
