package io.lacuna.bench.serving;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.TestBed;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many predictions through one application, with a look at its memory now and then. */
final class SoakBench {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Observations that may be on their way; bounds what the broker and the caches hold. */
  private static final int MOST_UNDER_WAY = 2000;

  private static final int LOOKS = 40;

  private SoakBench() {}

  static void run(TestBed bed, Workload workload, int predictions, int batch, MemoryLooks looks)
      throws IOException, InterruptedException {
    Map<String, String> values =
        Map.of(
            "batch.max.size", Integer.toString(batch),
            // windows are forgotten while the benchmark runs, as in a service
            "patient.window.size", "5s",
            "patient.window.grace", "1s",
            "patient.window.retention", "5s");
    AppConfig config = ServedPipeline.prepare(bed, "soak", values);
    try (ServedPipeline served = ServedPipeline.open(bed, workload, config);
        PayloadFeed feed = new PayloadFeed(workload, config, bed.registry(), 5)) {
      served.expect(predictions);
      served.start();
      int every = Math.max(1, predictions / LOOKS);
      for (int i = 0; i < predictions; i++) {
        awaitRoom(served, predictions, i);
        feed.send(i);
        if (i % every == 0) {
          looks.look(predictions - served.missing());
        }
      }
      served.await(PATIENCE);
      looks.look(predictions);
    }
  }

  private static void awaitRoom(ServedPipeline served, int predictions, int sent) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (sent - (predictions - served.missing()) >= MOST_UNDER_WAY) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no prediction came for " + PATIENCE);
      }
    }
  }
}
