package io.lacuna.app.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.IntakeHarness;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What late mappings and merges do to windows: the intake and a pipeline one behind the other, with
 * one clock. Window 10 s, grace 2 s, retention 60 s; patience 10 minutes.
 */
class IntakeWindowsTest {
  @TempDir Path dir;
  private IntakeHarness intake;
  private PipelineHarness pipeline;

  @BeforeEach
  void open() {
    intake =
        IntakeHarness.mapped(dir.resolve("intake"), "intake.radiology.mapping.patience", "10m");
    pipeline = PipelineHarness.patient(dir.resolve("pipeline"));
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(intake.balances()).containsOnly(0L);
    assertThat(pipeline.balances()).containsOnly(0L);
    intake.close();
    pipeline.close();
  }

  @Test
  void aMappingWithinRetentionCorrectsWhatWasSaidWithoutTheImage() {
    intake.sendImage("A1", 0, "2");
    textAndAudio("p");
    wall(Duration.ofSeconds(13));
    Prediction without = only(pipeline.predictions());
    assertThat(without.getPresenceLetters()).isEqualTo("-TA");
    assertThat(without.getIsFinal()).isFalse();

    intake.map("A1", "p");
    flow();
    Prediction with = only(pipeline.predictions());
    assertThat(with.getPresenceLetters()).isEqualTo("ITA");
    assertThat(with.getRevision()).isEqualTo(1);
    assertThat(with.getWindowId()).isEqualTo(without.getWindowId());
    assertThat(with.getCause()).isIn(Cause.LATE, Cause.COMPLETE);
  }

  @Test
  void aMappingAfterTheFinalSendsTheImageToTheLateTopic() {
    intake.sendImage("A1", 0, "2");
    textAndAudio("p");
    wall(Duration.ofSeconds(13));
    wall(Duration.ofSeconds(70));
    pipeline.predictions();
    intake.map("A1", "p");
    flow();
    assertThat(pipeline.predictions()).isEmpty();
    assertThat(pipeline.late()).hasSize(1);
  }

  @Test
  void aMergeLeavesOpenWindowsAsTheyAre() {
    intake.map("A1", "p");
    intake.sendImage("A1", 0, "2");
    flow();
    intake.map("A1", "q");
    intake.sendImage("A1", 1, "4");
    flow();
    textAndAudio("p");
    textAndAudio("q");

    List<Prediction> all = pipeline.predictions();
    assertThat(all).extracting(Prediction::getSubject).containsExactly("p", "q");
    assertThat(all).extracting(Prediction::getPresenceLetters).containsOnly("ITA");
    assertThat(all.get(0).getInputs().get(0).getSha256())
        .as("each has the image that came while it was its own")
        .isNotEqualTo(all.get(1).getInputs().get(0).getSha256());
  }

  @Test
  void aSampleThatWasSentTwiceIsADuplicateInItsWindow() {
    intake.map("A1", "p");
    intake.sendImage("A1", 0, "2");
    intake.sendImage("A1", 0, "2");
    flow();
    assertThat(pipeline.ledger().getModalities().get(Modality.IMAGE.ordinal()).getDuplicate())
        .isEqualTo(1);
  }

  private void textAndAudio(String subject) {
    pipeline.send(subject, Modality.TEXT, 0, "1");
    pipeline.send(subject, Modality.AUDIO, 0, "3");
  }

  /** The pipeline reads what the intake wrote. */
  private void flow() {
    intake.forwarded().forEach(r -> pipeline.send(r.value()));
  }

  private void wall(Duration by) {
    intake.wall(by);
    flow();
    pipeline.wall(by);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
