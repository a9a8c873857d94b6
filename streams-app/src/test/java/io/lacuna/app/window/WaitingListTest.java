package io.lacuna.app.window;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.lacuna.app.window.WaitingBoard.Lacking;
import io.lacuna.app.window.WaitingBoard.Report;
import io.lacuna.app.window.WaitingBoard.Waiting;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of windows before their verdict; windows of 100 ms, grace 20 ms. */
class WaitingListTest {
  private final Core core =
      new Core(Core.policy(WindowPolicy.Kind.TUMBLING, EmitMode.ON_COMPLETE, Map.of()));

  @Test
  void namesWhatAWindowLacksSinceWhenAndUntilWhen() {
    core.sample(TEXT, 10, 1);
    core.marker(AUDIO, 20, AbsenceReason.TEMP_UNKNOWN);

    Report report = core.assembler.waiting(core.wall + 5);

    assertThat(report.atMs()).isEqualTo(core.wall + 5);
    assertThat(report.windows()).isEqualTo(1);
    assertThat(report.lacking()).containsOnly(entry(IMAGE, 1), entry(TEXT, 0), entry(AUDIO, 1));
    // the window ends at 100, grace until 120; it was opened by an event of 10
    long due = core.wall + 110;
    assertThat(report.nearest())
        .containsExactly(
            new Waiting(
                "p",
                "0",
                null,
                core.wall,
                0,
                List.of(TEXT),
                List.of(new Lacking(IMAGE, due, 120, false), new Lacking(AUDIO, due, 120, true))));
    assertThat(report.nearest().get(0).verdictAtMs()).isEqualTo(due);
  }

  @Test
  void forgetsAWindowWithItsVerdict() {
    core.sample(TEXT, 10, 1);
    core.wall += 61;
    core.sample(TEXT, 110, 2);
    core.wall += 50;
    assertThat(core.tick()).as("the first window is overdue").isNotEmpty();

    Report report = core.assembler.waiting(core.wall);

    assertThat(report.windows()).isEqualTo(1);
    assertThat(report.nearest()).extracting(Waiting::windowId).containsExactly("100");
  }

  @Test
  void doesNotWaitForACompleteWindow() {
    for (Modality m : Modality.values()) {
      core.sample(m, 10, 1);
    }

    assertThat(core.assembler.waiting(core.wall))
        .isEqualTo(new Report(core.wall, 0, Map.of(IMAGE, 0, TEXT, 0, AUDIO, 0), List.of()));
  }

  @Test
  void countsAllAndNamesThoseWhoseWaitEndsFirst() {
    int windows = WaitingBoard.MOST + 3;
    for (int i = 0; i < windows; i++) {
      core.arrive("p" + i, TEXT, 10, i);
      core.wall += 1;
    }

    Report report = core.assembler.waiting(core.wall);

    assertThat(report.windows()).isEqualTo(windows);
    assertThat(report.lacking()).containsEntry(IMAGE, windows).containsEntry(AUDIO, windows);
    assertThat(report.nearest()).hasSize(WaitingBoard.MOST);
    assertThat(report.nearest().get(0).subject()).isEqualTo("p0");
    assertThat(report.nearest().get(WaitingBoard.MOST - 1).subject())
        .isEqualTo("p" + (WaitingBoard.MOST - 1));
  }

  @Test
  void isMadeOnlyWhileSomebodyLooksAndOnceASecond() {
    WaitingBoard board = new WaitingBoard();
    Report first = new Report(1_000, 0, Map.of(), List.of());
    assertThat(board.isWanted(0, 1_000)).as("nobody looks").isFalse();
    assertThat(board.look(1_000)).isEmpty();
    assertThat(board.isWanted(0, 1_000)).isTrue();

    board.report(0, first);
    assertThat(board.isWanted(0, 1_999)).isFalse();
    assertThat(board.isWanted(1, 1_999)).as("another task").isTrue();
    assertThat(board.isWanted(0, 2_000)).isTrue();
    assertThat(board.look(11_000)).containsExactly(first);
    assertThat(board.look(11_001)).as("its task is gone").isEmpty();
    assertThat(board.isWanted(0, 21_002)).as("nobody looks any more").isFalse();

    board.report(0, first);
    board.forget(0);
    assertThat(board.look(1_000)).isEmpty();
  }
}
