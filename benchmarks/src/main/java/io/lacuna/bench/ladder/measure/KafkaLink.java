package io.lacuna.bench.ladder.measure;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.serving.Workload;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes the input topics, and reads what is committed on the topic of results. */
final class KafkaLink implements Link {
  private final Workload workload;
  private final int adapters;
  private final Topics topics;
  private final RegistryAvro registry;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final AnswerReader answers;
  private final Consumer<Answer> sink;
  private final Thread reader = new Thread(this::read, "ladder-answers");
  private volatile boolean closing;

  /** How the value of a result is read. */
  interface AnswerReader {
    /** Empty for what is no answer of its own. */
    Optional<Answer> read(String subject, byte[] value, long atMs);
  }

  /**
   * @param sink takes the answers, on a thread of the link
   */
  KafkaLink(
      TestBed bed,
      AppConfig config,
      String results,
      Workload workload,
      int adapters,
      AnswerReader answers,
      Consumer<Answer> sink) {
    this.workload = workload;
    this.adapters = adapters;
    this.topics = config.pipelines().get(0).topics();
    this.registry = bed.registry();
    this.answers = answers;
    this.sink = sink;
    Map<String, Object> producing = ClientSettings.connection(config);
    producing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producer = new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer());
    Map<String, Object> consuming = ClientSettings.connection(config);
    consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consuming.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    consumer =
        new KafkaConsumer<>(consuming, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(results).stream()
            .map(p -> new TopicPartition(results, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (consumer) {
      while (!closing) {
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(50));
        long now = System.currentTimeMillis();
        for (ConsumerRecord<String, byte[]> r : records) {
          answers.read(r.key(), r.value(), now).ifPresent(sink);
        }
      }
    }
  }

  @Override
  public void send(String subject, int number, Modality modality, long eventTimeMs) {
    send(subject, number, modality, eventTimeMs, null);
  }

  @Override
  public void advance(long eventTimeMs) {
    for (Modality m : Modality.values()) {
      int partitions = producer.partitionsFor(topics.input(m)).size();
      for (int partition = 0; partition < partitions; partition++) {
        send(Feed.CLOSING + partition + "-" + eventTimeMs, 0, m, eventTimeMs, partition);
      }
    }
    producer.flush();
  }

  private void send(
      String subject, int number, Modality modality, long eventTimeMs, Integer partition) {
    Sample sample = workload.sample(subject, modality, number, eventTimeMs);
    sample.setSite(ContenderSettings.site(number, adapters));
    String topic = topics.input(modality);
    producer.send(
        new ProducerRecord<>(
            topic, partition, eventTimeMs, subject, registry.encode(topic, sample)));
  }

  @Override
  public void close() {
    closing = true;
    producer.close();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
