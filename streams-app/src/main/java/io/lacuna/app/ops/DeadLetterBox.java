package io.lacuna.app.ops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

  /** As it is printed, so that equal places are equal texts. */
  private static final String NUMBER = "0|[1-9]\\d{0,8}|[1-9]\\d{9,17}";

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

  /**
   * What lies in the topic.
   *
   * @param strangers records that others wrote there, count
   */
  public record Contents(List<DeadLetter> letters, long strangers) {}

  /** Those that there are now, in each partition in order. */
  public Contents list(Predicate<DeadLetter> wanted) {
    List<DeadLetter> letters = new ArrayList<>();
    AtomicLong strangers = new AtomicLong();
    reader.read(
        topic,
        new TopicReader.From.Beginning(),
        record -> {
          if (!DeadLetter.isOne(record)) {
            strangers.incrementAndGet();
            return;
          }
          DeadLetter letter = DeadLetter.of(record);
          if (wanted.test(letter)) {
            letters.add(letter);
          }
        });
    return new Contents(letters, strangers.get());
  }

  /**
   * The record itself.
   *
   * @param place {@code PARTITION:OFFSET}
   * @throws IllegalArgumentException if nothing is there
   */
  public ConsumerRecord<byte[], byte[]> at(String place) {
    String[] parts = place.split(":", -1);
    if (parts.length != 2 || !parts[0].matches(NUMBER) || !parts[1].matches(NUMBER)) {
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
   * @return those sent, and those whose original, or its partition, is no longer there
   */
  public Resent resend(List<DeadLetter> letters) {
    List<DeadLetter> sent = new ArrayList<>();
    List<DeadLetter> gone = new ArrayList<>();
    // closing it in the midst of the transaction aborts that
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.initTransactions();
      producer.beginTransaction();
      for (DeadLetter letter : letters) {
        ConsumerRecord<byte[], byte[]> original = original(letter);
        if (original == null) {
          gone.add(letter);
        } else {
          producer.send(again(letter, original));
          sent.add(letter);
        }
      }
      producer.commitTransaction();
    }
    return new Resent(sent, gone);
  }

  /** The letter carries the record, or says where it stands; null if that is not so any more. */
  private ConsumerRecord<byte[], byte[]> original(DeadLetter letter) {
    if (!reader.has(letter.originTopic(), letter.originPartition())) {
      return null;
    }
    ConsumerRecord<byte[], byte[]> own = at(letter.place());
    if (!letter.pointer()) {
      return own;
    }
    ConsumerRecord<byte[], byte[]> original =
        reader.at(letter.originTopic(), letter.originPartition(), letter.originOffset());
    // in a topic that was made anew, somebody else's record stands at that offset
    return original != null && Arrays.equals(original.key(), own.key()) ? original : null;
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
      if (!DeadLetter.HEADERS.contains(h.key()) && !h.key().equals(RESENT_FROM)) {
        again.headers().add(h);
      }
    }
    again
        .headers()
        .add(RESENT_FROM, (topic + ":" + letter.place()).getBytes(StandardCharsets.UTF_8));
    return again;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "lacuna-resend-" + topic);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    reader.close();
  }
}
