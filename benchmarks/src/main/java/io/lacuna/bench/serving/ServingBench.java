package io.lacuna.bench.serving;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Rates and delays of complete observations, through Kafka and without it. */
final class ServingBench {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double SETTLED = 0.2;

  private final TestBed bed;
  private final Workload workload;
  private int runs;

  /**
   * What a run through the pipeline came to.
   *
   * @param perSecond predictions that a reader had per second, after the first fifth
   * @param meanBatch observations per batch
   */
  record Rate(double perSecond, double meanBatch) {}

  ServingBench(TestBed bed, Workload workload) {
    this.bed = bed;
    this.workload = workload;
  }

  /** The backlog of that many observations is read as fast as it can be. */
  Rate pipeline(int records, int batch) throws InterruptedException {
    try (ServedPipeline served = open(batch)) {
      served.expect(records);
      try (PayloadFeed feed = new PayloadFeed(workload, served.config(), bed.registry(), 5)) {
        for (int i = 0; i < records; i++) {
          feed.send(i);
        }
      }
      served.start();
      long[] arrivals = served.await(PATIENCE).clone();
      Arrays.sort(arrivals);
      long first = arrivals[(int) (records * SETTLED)];
      long millis = arrivals[records - 1] - first;
      // those that came with the first one were scored before it came
      long after = Arrays.stream(arrivals).filter(at -> at > first).count();
      return new Rate(1000.0 * after / Math.max(1, millis), served.meanBatch());
    }
  }

  /**
   * Observations at an even pace.
   *
   * @return from the last sample's send to the reader's receipt, ms, without the first fifth
   */
  List<Double> delays(int records, int batch, double perSecond) throws InterruptedException {
    try (ServedPipeline served = open(batch)) {
      served.expect(records);
      served.start();
      long[] sent = new long[records];
      try (PayloadFeed feed = new PayloadFeed(workload, served.config(), bed.registry(), 0)) {
        long start = System.nanoTime();
        for (int i = 0; i < records; i++) {
          awaitUntil(start + (long) (i / perSecond * 1e9));
          sent[i] = feed.send(i);
        }
      }
      long[] arrivals = served.await(PATIENCE);
      List<Double> delays = new ArrayList<>();
      for (int i = (int) (records * SETTLED); i < records; i++) {
        delays.add((double) arrivals[i] - sent[i]);
      }
      return delays;
    }
  }

  private static void awaitUntil(long nanoTime) {
    long wait;
    while ((wait = nanoTime - System.nanoTime()) > 0) {
      LockSupport.parkNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private ServedPipeline open(int batch) {
    Map<String, String> values =
        Map.of(
            "batch.max.size",
            Integer.toString(batch),
            "batch.depth",
            Integer.toString(Math.max(64, 4 * batch)));
    AppConfig config = ServedPipeline.prepare(bed, "serving" + ++runs, values);
    return ServedPipeline.open(bed, workload, config);
  }
}
