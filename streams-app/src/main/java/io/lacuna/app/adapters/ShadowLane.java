package io.lacuna.app.adapters;

import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringObserver;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.wire.RegistryAvro;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores what was scored a second time, with another adapter, into a topic of its own. It takes the
 * features that are there already and shares passes of the base among its own observations. The
 * main results neither wait for it nor fail with it: what does not fit its queue is dropped and
 * counted, and so is what fails. Its topic is no part of any transaction.
 */
public final class ShadowLane implements ScoringObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShadowLane.class);
  private static final int QUEUE = 1024;

  private record Seen(
      PendingObservation observation, ScoringRequest request, ScoringOutcome outcome) {}

  private final String topic;
  private final String adapter;
  private final ScoringModel model;
  private final PredictionWriter writer;
  private final RegistryAvro registry;
  private final KafkaProducer<String, byte[]> producer;
  private final int maxBatch;
  private final PipelineMetrics metrics;
  private final BlockingQueue<Seen> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private boolean failing;

  /**
   * @param adapter digest of the adapter in the shadow; it must be loaded for good
   * @param connection how to reach the brokers
   * @param maxBatch most observations in a pass
   */
  public ShadowLane(
      PipelineConfig pipeline,
      String adapter,
      ScoringModel model,
      PredictionWriter writer,
      RegistryAvro registry,
      Map<String, Object> connection,
      int maxBatch,
      PipelineMetrics metrics) {
    this.topic = pipeline.topics().shadow();
    this.adapter = adapter;
    this.model = model;
    this.writer = writer;
    this.registry = registry;
    this.maxBatch = maxBatch;
    this.metrics = metrics;
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.thread = new Thread(this::run, "lacuna-shadow-" + pipeline.name());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void scored(
      PendingObservation observation, ScoringRequest request, ScoringOutcome outcome) {
    if (!queue.offer(new Seen(observation, request, outcome))) {
      metrics.shadow("dropped");
    }
  }

  private void run() {
    List<Seen> batch = new ArrayList<>();
    try {
      while (!Thread.interrupted()) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, maxBatch - 1);
        score(batch);
      }
    } catch (InterruptedException e) {
      LOG.debug("shadow stopped");
    }
  }

  private void score(List<Seen> batch) {
    try {
      List<Scores> scores =
          model.score(
              batch.stream()
                  .map(s -> new ScoringRequest(s.request().features(), adapter))
                  .toList());
      for (int i = 0; i < batch.size(); i++) {
        Seen seen = batch.get(i);
        send(
            writer.complete(
                seen.observation().getDraft(),
                new ScoringOutcome(seen.outcome().broken(), adapter, scores.get(i), null)),
            seen.observation().getTimestamp());
      }
      failing = false;
    } catch (RuntimeException | OutOfMemoryError e) {
      batch.forEach(seen -> failed(e));
    }
  }

  private void send(Prediction prediction, long timestampMs) {
    byte[] value = registry.encode(topic, prediction);
    producer.send(
        new ProducerRecord<>(topic, null, timestampMs, prediction.getSubject(), value),
        (sent, e) -> {
          if (e == null) {
            metrics.shadow("scored");
          } else {
            failed(e);
          }
        });
  }

  private synchronized void failed(Throwable e) {
    metrics.shadow("failed");
    if (!failing) {
      LOG.warn("the shadow adapter failed, the main results are not touched: {}", e.toString());
    }
    failing = true;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
