package io.lacuna.bench.serving;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.schema.Modality;
import io.lacuna.wire.RegistryAvro;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends complete observations of a workload, one subject each. */
final class PayloadFeed implements AutoCloseable {
  private static final String SUBJECT = "subject-";

  private final Workload workload;
  private final Topics topics;
  private final RegistryAvro registry;
  private final KafkaProducer<String, byte[]> producer;

  /**
   * @param lingerMs how long the producer waits to fill a batch
   */
  PayloadFeed(Workload workload, AppConfig config, RegistryAvro registry, int lingerMs) {
    this.workload = workload;
    this.topics = config.pipelines().get(0).topics();
    this.registry = registry;
    Map<String, Object> settings = ClientSettings.connection(config);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  static String subject(int i) {
    return SUBJECT + i;
  }

  /** The number of a subject. */
  static int number(String subject) {
    return Integer.parseInt(subject.substring(SUBJECT.length()));
  }

  /** Sends the samples of observation i, the audio last; the wall clock before it, ms. */
  long send(int i) {
    send(i, Modality.IMAGE);
    send(i, Modality.TEXT);
    long now = System.currentTimeMillis();
    send(i, Modality.AUDIO);
    return now;
  }

  private void send(int i, Modality m) {
    String topic = topics.input(m);
    String subject = subject(i);
    byte[] value =
        registry.encode(topic, workload.sample(subject, m, i, System.currentTimeMillis()));
    producer.send(new ProducerRecord<>(topic, subject, value));
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
