package io.lacuna.app.demo;

import io.lacuna.schema.state.TaskLedger;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** A line of progress on standard error, at most every two seconds. */
final class Progress {
  private static final long EVERY_MS = 2000;

  private final PrintStream talk;
  private final DemoFeed feed;
  private long last;

  Progress(PrintStream talk, DemoFeed feed) {
    this.talk = talk;
    this.feed = feed;
  }

  void show(Map<String, TaskLedger> sums) {
    long now = System.currentTimeMillis();
    if (now - last < EVERY_MS) {
      return;
    }
    last = now;
    long opened = sums.values().stream().mapToLong(TaskLedger::getOpened).sum();
    long finished = sums.values().stream().mapToLong(TaskLedger::getFinished).sum();
    talk.printf(
        Locale.ROOT,
        "-- %d of %d records played, %d observations final, %d open%n",
        feed.played(),
        feed.total(),
        finished,
        opened - finished);
  }
}
