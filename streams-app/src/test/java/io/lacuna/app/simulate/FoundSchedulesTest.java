package io.lacuna.app.simulate;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.simulate.FeedRecord.Form;
import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.Expectation;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Schedules that once diverged and need more than a scenario to tell. */
class FoundSchedulesTest {
  private static final long T = ScheduleMaker.T0;

  /**
   * Two sessions were emitted with the same broken image, merged, and a better image took its place
   * before either was scored: it was counted as broken twice.
   */
  @Test
  void aBrokenPayloadThatTwoSessionsWereScoredWithIsToldOnce() {
    Set<Modality> expected = EnumSet.of(IMAGE, TEXT);
    WindowPolicy policy =
        new WindowPolicy(
            WindowPolicy.Kind.SESSION,
            Duration.ofMillis(100),
            Duration.ofMillis(5),
            Duration.ofMillis(500),
            new Expectation(expected, Map.of()),
            Map.of(IMAGE, Duration.ofMillis(60), TEXT, Duration.ofMillis(10)),
            Map.of(IMAGE, SampleChoice.parse("best")),
            EmitMode.early(Duration.ofMillis(60)),
            Duration.ZERO,
            64);
    List<Step> steps =
        List.of(
            append("p1", IMAGE, 44, Form.SAMPLE, null),
            append("p0", AUDIO, 3, Form.SAMPLE, 1f),
            append("p1", IMAGE, 50, Form.BROKEN_PAYLOAD, null),
            append("p1", AUDIO, 69, Form.SAMPLE, 2f),
            new Step.Read(IMAGE),
            append("p1", IMAGE, 77, Form.SAMPLE, 1f),
            new Step.Read(AUDIO),
            append("p1", AUDIO, -129, Form.SAMPLE, 2f),
            append("p1", AUDIO, 121, Form.SAMPLE, 2f),
            append("p1", AUDIO, -31, Form.SAMPLE, null),
            new Step.Read(AUDIO),
            append("p0", TEXT, 129, Form.SAMPLE, 0f),
            new Step.Read(AUDIO),
            new Step.Read(AUDIO));
    Schedule schedule = new Schedule(0, new DrawnPolicy(policy, expected, Map.of()), false, steps);

    try (SimulatedPipeline shared = new SimulatedPipeline("found-schedules")) {
      assertThat(ScheduleRun.of(schedule, shared, Surroundings.SOUND).divergence()).isEmpty();
    }
  }

  private static Step append(String subject, Modality m, long ms, Form form, Float quality) {
    return new Step.Append(new FeedRecord(subject, m, T + ms, null, null, quality, form, null, 1));
  }
}
