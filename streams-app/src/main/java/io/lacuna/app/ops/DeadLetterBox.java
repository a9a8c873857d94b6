package io.lacuna.app.ops;

import io.lacuna.app.topology.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The dead letters of a pipeline: to look at, and to send once more. One thread. */
public final class DeadLetterBox implements AutoCloseable {
  /** On a record that was sent once more: the dead letter that it was. */
  public static final String RESENT_FROM = "lacuna.resent.from";

  private static final Set<String> OURS =
      Set.of(
          DeadLetters.KIND,
          DeadLetters.REASON,
          DeadLetters.STAGE,
          DeadLetters.ORIGIN_TOPIC,
          DeadLetters.ORIGIN_PARTITION,
          DeadLetters.ORIGIN_OFFSET);

  private final Map<String, Object> connection;
  private final String topic;
  private final TopicReader reader;

  /**
   * @param connection how to reach the brokers
   * @param topic of the dead letters
   */
  public DeadLetterBox(Map<String, Object> connection, String topic) {
    this.connection = connection;
    this.topic = topic;
    this.reader = new TopicReader(connection);
  }

  /** Those that there are now, partition by partition. */
  public List<DeadLetter> list(Predicate<DeadLetter> wanted) {
    List<DeadLetter> letters = new ArrayList<>();
    reader.read(
        topic,
        new TopicReader.From.Beginning(),
        record -> {
          DeadLetter letter = DeadLetter.of(record);
          if (wanted.test(letter)) {
            letters.add(letter);
          }
        });
    return letters;
  }

  /**
   * The record itself.
   *
   * @param place {@code PARTITION:OFFSET}
   * @throws IllegalArgumentException if nothing is there
   */
  public ConsumerRecord<byte[], byte[]> at(String place) {
    String[] parts = place.split(":", -1);
    if (parts.length != 2 || !parts[0].matches("\\d{1,9}") || !parts[1].matches("\\d{1,18}")) {
      throw new IllegalArgumentException(
          "'" + place + "' must be PARTITION:OFFSET, as `dlq list` prints it");
    }
    ConsumerRecord<byte[], byte[]> found =
        reader.at(topic, Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    if (found == null) {
      throw new IllegalArgumentException("there is no dead letter at " + place + " in " + topic);
    }
    return found;
  }

  /** What became of letters that were sent once more. */
  public record Resent(List<DeadLetter> sent, List<DeadLetter> gone) {}

  /**
   * Sends the original records to their topics and partitions once more, with their keys, headers
   * and timestamps, in the order of their offsets. All or none of them can be read by who reads
   * committed records.
   *
   * @return those sent, and those whose original has been deleted from its topic
   */
  public Resent resend(List<DeadLetter> letters) throws InterruptedException, ExecutionException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<DeadLetter> sent = new ArrayList<>();
    List<DeadLetter> gone = new ArrayList<>();
    for (DeadLetter letter : letters) {
      ConsumerRecord<byte[], byte[]> original = original(letter);
      if (original == null) {
        gone.add(letter);
      } else {
        records.add(again(letter, original));
        sent.add(letter);
      }
    }
    if (!records.isEmpty()) {
      send(records);
    }
    return new Resent(sent, gone);
  }

  /** The letter carries the record, or says where it stands. */
  private ConsumerRecord<byte[], byte[]> original(DeadLetter letter) {
    return letter.pointer()
        ? reader.at(letter.originTopic(), letter.originPartition(), letter.originOffset())
        : at(letter.place());
  }

  private ProducerRecord<byte[], byte[]> again(
      DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(
            letter.originTopic(),
            letter.originPartition(),
            original.timestamp(),
            original.key(),
            original.value());
    for (Header h : original.headers()) {
      if (!OURS.contains(h.key()) && !h.key().equals(RESENT_FROM)) {
        again.headers().add(h);
      }
    }
    again
        .headers()
        .add(RESENT_FROM, (topic + ":" + letter.place()).getBytes(StandardCharsets.UTF_8));
    return again;
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records)
      throws InterruptedException, ExecutionException {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "lacuna-resend-" + topic);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      records.forEach(producer::send);
      producer.commitTransaction();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
