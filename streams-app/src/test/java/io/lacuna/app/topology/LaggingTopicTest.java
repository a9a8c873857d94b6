package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One topic lies far behind the others, as after an outage of its producer. */
class LaggingTopicTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir);
    h.wall(Duration.ofMinutes(10));
    h.readToEnd(false);
    h.send("ahead", IMAGE, 200_000, "1");
    h.send("ahead", AUDIO, 200_000, "1");
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void aWindowBehindTheOtherTopicsHearsAtOnceThatTheyHaveNothingForIt() {
    h.send("p", TEXT, 0, "1");

    List<Prediction> all = h.predictions();
    assertThat(all).hasSize(1);
    assertThat(all.get(0).getCause()).isEqualTo(Cause.DEADLINE);
    assertThat(all.get(0).getAbsences())
        .containsExactly(
            new Absence(IMAGE, AbsenceReason.UNKNOWN), new Absence(AUDIO, AbsenceReason.UNKNOWN));
  }

  @Test
  void itsRetentionRepeatsAResultThatThereIs() {
    h.send("p", TEXT, 0, "1");
    h.send("ahead", TEXT, 200_000, "1");

    List<Prediction> p = h.predictions().stream().filter(x -> x.getSubject().equals("p")).toList();
    assertThat(p).extracting(Prediction::getCause).containsExactly(Cause.DEADLINE, Cause.RETENTION);
    assertThat(p).extracting(Prediction::getRevision).containsExactly(0, 1);
    assertThat(p.get(1).getScores()).isNotNull();
  }
}
