package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  @Test
  void whatWasAskedWronglyIsRefused() {
    assertThat(Complaint.of(new ConfigException("k", "v", "must be w")))
        .isEqualTo(
            new Complaint(3, "config error: Invalid value v for configuration k: must be w"));
    assertThat(Complaint.of(new IllegalArgumentException("--x 0 must be 1")))
        .isEqualTo(new Complaint(3, "refused: --x 0 must be 1"));
  }

  @Test
  void wrappersAreLeftOutAndTheCauseSpeaks() {
    assertThat(Complaint.of(new ExecutionException(new InvalidPartitionsException("too few"))))
        .isEqualTo(new Complaint(1, "error: too few"));
    assertThat(
            Complaint.of(
                new KafkaException("cannot be made", new ConfigException("no such host:\n x"))))
        .isEqualTo(new Complaint(3, "config error: no such host: x"));
  }

  @Test
  void filesAreNamedWithWhatIsWrongWithThem() {
    assertThat(Complaint.of(new UncheckedIOException(new NoSuchFileException("a/b"))).line())
        .isEqualTo("error: there is no file a/b");
    assertThat(Complaint.of(new FileAlreadyExistsException("a")).line())
        .isEqualTo("error: a is there already, and is no folder");
    assertThat(Complaint.of(new IllegalStateException()).line())
        .isEqualTo("error: java.lang.IllegalStateException");
  }
}
