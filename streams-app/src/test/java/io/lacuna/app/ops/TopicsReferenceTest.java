package io.lacuna.app.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopicsReferenceTest {
  @Test
  void theCommittedPageIsWhatTheCodeSays() throws IOException {
    assertThat(Files.readString(Path.of("../docs/topics.md")))
        .as("make it again: ./lacuna reference topics > docs/topics.md")
        .isEqualTo(TopicsReference.page());
  }

  @Test
  void everyTopicOfAPipelineStandsInIt() {
    for (String topic : new Topics("lacuna", "<pipeline>").all()) {
      assertThat(TopicsReference.page()).contains("`" + topic + "`");
    }
  }
}
