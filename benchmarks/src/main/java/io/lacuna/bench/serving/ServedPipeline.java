package io.lacuna.bench.serving;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.TestBed;
import io.lacuna.schema.Prediction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * The whole application on topics of its own, and a reader of what it commits. Every prediction
 * must be the only one of its subject, complete, with scores.
 */
final class ServedPipeline implements AutoCloseable {
  private static final int PARTITIONS = 2;
  private static final int COMPLETE = 7;
  private static final Duration START = Duration.ofMinutes(2);

  private final AppConfig config;
  private final LacunaApp app;
  private final PredictionTail tail;
  private long[] arrivals = {};
  private String wrong;
  private CountDownLatch expected = new CountDownLatch(0);

  private ServedPipeline(TestBed bed, Workload workload, AppConfig config) {
    this.config = config;
    this.app =
        new LacunaApp(
            config,
            p -> {
              try {
                return workload.open(config.batch().shape());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            bed.registry(),
            new SimpleMeterRegistry());
    this.tail =
        new PredictionTail(
            config.pipelines(),
            ClientSettings.connection(config),
            bed.registry(),
            true,
            this::arrived);
  }

  /** The configuration of a run, whose topics are created. */
  static AppConfig prepare(TestBed bed, String id, Map<String, String> values) {
    Map<String, String> all = new HashMap<>();
    // nothing closes by time while a benchmark runs
    all.put("patient.window.size", "1h");
    all.put("patient.window.retention", "1h");
    all.putAll(values);
    AppConfig config = bed.config(id, id, all);
    bed.createTopics(config, PARTITIONS);
    return config;
  }

  /** Opens the application; it does not read before {@link #start}. */
  static ServedPipeline open(TestBed bed, Workload workload, AppConfig config) {
    return new ServedPipeline(bed, workload, config);
  }

  /** Returns when the application has its partitions. */
  void start() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    app.start();
    long end = System.nanoTime() + START.toNanos();
    while (app.state() != State.RUNNING) {
      if (running.await(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IllegalStateException("the application is " + app.state() + " after " + START);
      }
    }
  }

  AppConfig config() {
    return config;
  }

  double meanBatch() {
    return app.metrics().get(config.pipelines().get(0).name()).meanBatchSize();
  }

  private synchronized void arrived(Prediction p, long nowMs) {
    int i = PayloadFeed.number(p.getSubject());
    if (p.getPresence() != COMPLETE || p.getScores() == null || arrivals[i] != 0) {
      wrong = p.getSubject() + " has a result that is twice, partial or failed: " + p.getCause();
    }
    arrivals[i] = nowMs;
    expected.countDown();
  }

  /** Tells how many subjects there will be, numbered from 0; call before the first is sent. */
  synchronized void expect(int predictions) {
    arrivals = new long[predictions];
    expected = new CountDownLatch(predictions);
  }

  /** Predictions that are still expected. */
  synchronized long missing() {
    return expected.getCount();
  }

  /**
   * Waits for what is expected.
   *
   * @return per subject, the wall clock at which a reader of committed records had it, ms
   */
  long[] await(Duration patience) throws InterruptedException {
    CountDownLatch latch;
    synchronized (this) {
      latch = expected;
    }
    if (!latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new WrongResultException(latch.getCount() + " results are missing after " + patience);
    }
    synchronized (this) {
      if (wrong != null) {
        throw new WrongResultException(wrong);
      }
      return arrivals;
    }
  }

  @Override
  public void close() {
    tail.close();
    app.close();
  }
}
