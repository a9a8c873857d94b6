package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.OutcomeRun;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Progress;
import io.lacuna.schema.ReadRun;
import io.lacuna.schema.WindowDecision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions log says in which order a task read, and what scored each emission. */
class ProgressLogTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir);
  }

  @AfterEach
  void close() {
    h.close();
  }

  @Test
  void theOrderOfReadingIsLoggedAsRunsThatEndWhereAWindowOpens() {
    h.send("p", TEXT, 0, "1");
    h.send("p", TEXT, 1, "2");
    h.send("p", TEXT, 2, "3");
    h.send("q", TEXT, 3, "4");
    h.send("p", IMAGE, 0, "5");
    h.wall(Duration.ofSeconds(1));

    assertThat(progress())
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.getReads())
                    .extracting(ReadRun::getModality, ReadRun::getCount)
                    .containsExactly(tuple(TEXT, 1), tuple(TEXT, 3), tuple(IMAGE, 1)));
  }

  @Test
  void whatIsLoggedIsNotLoggedAgain() {
    h.send("p", TEXT, 0, "1");
    h.wall(Duration.ofSeconds(1));
    assertThat(progress()).hasSize(1);
    h.wall(Duration.ofSeconds(3));
    assertThat(progress()).isEmpty();
  }

  @Test
  void muchProgressDoesNotWaitForTheTick() {
    for (int i = 0; i < 40; i++) {
      h.send("p" + i, i % 2 == 0 ? TEXT : AUDIO, i, "1");
    }
    assertThat(progress()).singleElement().matches(p -> p.getReads().size() == 32);
    assertThat(h.ledger().getProgress().getReads()).as("the rest is kept").hasSize(8);
  }

  @Test
  void scoredEmissionsAreLoggedWithTheirAdapter() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "3");
    List<Prediction> predictions = h.predictions();
    h.wall(Duration.ofSeconds(1));

    assertThat(progress().stream().flatMap(p -> p.getOutcomes().stream()))
        .extracting(OutcomeRun::getAdapterDigest, OutcomeRun::getCount)
        .containsExactly(tuple(predictions.get(0).getAdapterDigest(), 1));
  }

  private List<Progress> progress() {
    return h.steps().stream()
        .map(WindowDecision::getStep)
        .filter(Progress.class::isInstance)
        .map(Progress.class::cast)
        .toList();
  }
}
