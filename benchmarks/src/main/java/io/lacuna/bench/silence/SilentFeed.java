package io.lacuna.bench.silence;

import io.lacuna.bench.load.Feed;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Text and image of each subject at a random instant, no audio, then nothing more. */
final class SilentFeed {
  private SilentFeed() {}

  static String subject(int i) {
    return "subject-" + i;
  }

  /** Returns when the last of {@code windows} subjects was sent. */
  static void play(Feed feed, int windows, Duration spread, long seed) {
    long[] offsets = new Random(seed).longs(windows, 0, spread.toNanos()).sorted().toArray();
    long start = System.nanoTime();
    for (int i = 0; i < windows; i++) {
      long wait;
      while ((wait = start + offsets[i] - System.nanoTime()) > 0) {
        LockSupport.parkNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(1)));
      }
      long now = System.currentTimeMillis();
      feed.send(subject(i), Modality.IMAGE, now);
      feed.send(subject(i), Modality.TEXT, now);
    }
    feed.flush();
  }
}
