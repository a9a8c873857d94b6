package io.lacuna.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy allows, and how its instants are computed. */
class WindowPolicyTest {
  private static final Duration S = Duration.ofSeconds(1);
  private static final Expectation ALL = new Expectation(EnumSet.allOf(Modality.class), Map.of());

  @Test
  void durationsThatMakeNoSenseAreRefusedByKey() {
    assertRefused("window.size", () -> policy(Duration.ZERO, S, S, S, S, 1));
    assertRefused("window.size", () -> policy(S.negated(), S, S, S, S, 1));
    assertRefused("window.grace", () -> policy(S, S.negated(), S, S, S, 1));
    assertRefused("window.retention", () -> policy(S, S, S.negated(), S, S, 1));
    assertRefused("window.wait", () -> policy(S, S, S, S.negated(), S, 1));
    assertRefused("outage.max", () -> policy(S, S, S, S, S.negated(), 1));
    assertRefused("window.max.per.subject = 0", () -> policy(S, S, S, S, S, 0));
    assertRefused("early(PT0S)", () -> EmitMode.early(Duration.ZERO));
    assertRefused("early(PT-1S)", () -> EmitMode.early(S.negated()));
    assertRefused("window.expected must", () -> new Expectation(Set.of(), Map.of()));
    assertRefused(
        "window.expected.phone",
        () -> new Expectation(Set.of(Modality.TEXT), Map.of("phone", Set.of())));
  }

  @Test
  void zeroGraceRetentionAndWaitAreAllowed() {
    WindowPolicy p = policy(S, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1);
    assertThat(p.deadline(Modality.AUDIO, window(500, 1_000))).isEqualTo(500);
    assertThat(p.retainedUntil(1_000)).isEqualTo(1_000);
  }

  @Test
  void aDeadlineIsTheEarlierOfWaitAndWindowEndAndThenGrace() {
    WindowPolicy p = policy(S, Duration.ofMillis(20), S, Duration.ofMillis(300), S, 1);
    assertThat(p.deadline(Modality.AUDIO, window(500, 1_000))).isEqualTo(820);
    assertThat(p.deadline(Modality.AUDIO, window(900, 1_000))).isEqualTo(1_020);
    assertThat(p.deadline(Modality.TEXT, window(500, 1_000))).isEqualTo(1_020);
    assertThat(p.retainedUntil(1_000)).isEqualTo(2_020);
  }

  @Test
  void aTimeLapseDividesEveryDurationAndNothingBecomesZero() {
    WindowPolicy p =
        new WindowPolicy(
                WindowPolicy.Kind.TUMBLING,
                Duration.ofSeconds(10),
                Duration.ofMillis(1),
                Duration.ZERO,
                ALL,
                Map.of(Modality.AUDIO, Duration.ofSeconds(5)),
                Map.of(Modality.TEXT, SampleChoice.parse("last")),
                EmitMode.early(Duration.ofSeconds(2)),
                Duration.ofSeconds(100),
                7)
            .compressed(100);
    assertThat(p.size()).isEqualTo(Duration.ofMillis(100));
    assertThat(p.grace()).isEqualTo(Duration.ofMillis(1));
    assertThat(p.retention()).isZero();
    assertThat(p.waits()).containsEntry(Modality.AUDIO, Duration.ofMillis(50));
    assertThat(p.emit()).isEqualTo(EmitMode.early(Duration.ofMillis(20)));
    assertThat(p.remember()).isEqualTo(S);
    assertThat(p.choice(Modality.TEXT).rule()).isEqualTo(SampleChoice.Rule.LAST);
    assertThat(p.maxWindowsPerSubject()).isEqualTo(7);
    assertThat(p.earlyAt(window(500, 1_000))).isEqualTo(520);
  }

  @Test
  void expectationsGoByKindAndTheirUnionClosesWindows() {
    Expectation e =
        new Expectation(
            Set.of(Modality.TEXT),
            Map.of("scan", Set.of(Modality.IMAGE), "x", Set.of(Modality.TEXT)));
    assertThat(e.of(null)).containsExactly(Modality.TEXT);
    assertThat(e.of("scan")).containsExactly(Modality.IMAGE);
    assertThat(e.of("unheard of")).containsExactly(Modality.TEXT);
    assertThat(e.ever()).containsExactly(Modality.IMAGE, Modality.TEXT);
  }

  @Test
  void choicesAreReadFromTheirWords() {
    assertThat(SampleChoice.parse("first")).isEqualTo(SampleChoice.FIRST);
    assertThat(SampleChoice.parse(" best ").rule()).isEqualTo(SampleChoice.Rule.BEST);
    assertThat(SampleChoice.parse("all(12)").most()).isEqualTo(12);
    assertThat(SampleChoice.FIRST.canChange()).isFalse();
    assertThat(SampleChoice.parse("last").canChange()).isTrue();
    for (String bad : new String[] {"all", "all(0)", "all(-1)", "newest", "", "all(1000)"}) {
      assertThatThrownBy(() -> SampleChoice.parse(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static WindowPolicy policy(
      Duration size,
      Duration grace,
      Duration retention,
      Duration wait,
      Duration remember,
      int max) {
    return new WindowPolicy(
        WindowPolicy.Kind.TUMBLING,
        size,
        grace,
        retention,
        ALL,
        Map.of(Modality.AUDIO, wait),
        Map.of(),
        EmitMode.ON_COMPLETE,
        remember,
        max);
  }

  private static OpenWindow window(long firstEventTime, long end) {
    OpenWindow w = new OpenWindow();
    w.setFirstEventTime(firstEventTime);
    w.setEnd(end);
    return w;
  }

  private static void assertRefused(
      String words, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
