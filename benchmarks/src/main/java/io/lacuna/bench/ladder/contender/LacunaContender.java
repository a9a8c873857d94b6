package io.lacuna.bench.ladder.contender;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KafkaStreams.State;

/** The product's service: the whole application with its own topology and batcher. */
final class LacunaContender {
  private static final Duration START = Duration.ofMinutes(2);

  private LacunaContender() {}

  /**
   * Starts it and returns when it has its partitions.
   *
   * @param calls how a batch becomes calls of the model
   */
  static void start(AppConfig config, UnaryOperator<ScoringModel> calls)
      throws InterruptedException {
    RegistryAvro registry = RegistryAvro.connect(config.registry());
    LacunaApp app =
        new LacunaApp(
            config,
            pipeline -> {
              try {
                return calls.apply(
                    DjlScoringModel.open(
                        pipeline.base(), pipeline.adapters(), "cpu", config.batch().shape()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            registry,
            new SimpleMeterRegistry());
    app.start();
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + START.toNanos();
    while (app.state() != State.RUNNING) {
      if (never.await(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new WrongResultException("the application is " + app.state() + " after " + START);
      }
    }
  }
}
