package io.lacuna.bench.variant;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.WrongResultException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A Kafka Streams application with the product's settings, whatever its topology. */
public final class StreamsJob implements Job {
  private final KafkaStreams streams;
  private final AutoCloseable resource;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile long readyAt;
  private volatile Throwable failure;

  /**
   * @param resource closed after the application
   */
  public StreamsJob(Topology topology, AppConfig config, AutoCloseable resource) {
    this.resource = resource;
    Properties settings = ClientSettings.streams(config);
    this.streams = new KafkaStreams(topology, settings);
    streams.setStateListener(
        (now, before) -> {
          if (now == State.RUNNING && ready.getCount() > 0) {
            readyAt = System.nanoTime();
            ready.countDown();
          }
        });
    streams.setUncaughtExceptionHandler(
        e -> {
          failure = e;
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  public KafkaStreams streams() {
    return streams;
  }

  @Override
  public long awaitReady(Duration patience) throws InterruptedException {
    if (!ready.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new WrongResultException("not running after " + patience, failure);
    }
    return readyAt;
  }

  @Override
  public void check() {
    if (failure != null) {
      throw new WrongResultException("the stream thread failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    // leaves its group, so that a job that goes on need not wait until it is given up
    streams.close(
        CloseOptions.timeout(Duration.ofSeconds(60))
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close what the topology used", e);
    }
  }
}
