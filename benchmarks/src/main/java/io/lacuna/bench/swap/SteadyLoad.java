package io.lacuna.bench.swap;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends complete observations of ever new subjects, their windows starting now, until closed. */
final class SteadyLoad implements AutoCloseable {
  private final Topics topics;
  private final RegistryAvro registry;
  private final KafkaProducer<String, byte[]> producer;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong sent = new AtomicLong();

  /**
   * @param rate observations per second
   */
  SteadyLoad(AppConfig config, RegistryAvro registry, int rate) {
    this.topics = config.pipelines().get(0).topics();
    this.registry = registry;
    this.producer =
        new KafkaProducer<>(
            ClientSettings.connection(config), new StringSerializer(), new ByteArraySerializer());
    thread.scheduleAtFixedRate(this::send, 0, 1_000_000_000L / rate, TimeUnit.NANOSECONDS);
  }

  private void send() {
    String subject = "subject-" + sent.getAndIncrement();
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    for (Modality m : Modality.values()) {
      Sample sample =
          Sample.newBuilder()
              .setSubject(subject)
              .setModality(m)
              .setEventTime(now)
              .setPayload(
                  new FeatureTensor(
                      List.of(FreshAdapters.VALUES),
                      ByteBuffer.allocate(FreshAdapters.VALUES * Float.BYTES)))
              .build();
      String topic = topics.input(m);
      producer.send(new ProducerRecord<>(topic, subject, registry.encode(topic, sample)));
    }
  }

  long sent() {
    return sent.get();
  }

  /** Ends the load; what was sent until then is with the broker. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
