package io.lacuna.app.demo;

import io.lacuna.app.config.Topics;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Plays a recording into its pipeline's topics, in order of arrival, in time-lapse. Samples keep
 * everything but their times; bytes that are no sample are sent as they were recorded.
 */
final class FeedPlayer {
  private record Position(String topic, int partition, long offset) {}

  private final RecordingFolder recording;
  private final Topics topics;
  private final RegistryAvro registry;
  private final Producer<byte[], byte[]> producer;
  private final TimeLapse times;
  private final Map<Position, Long> sentAt = new ConcurrentHashMap<>();
  private final Map<Modality, Long> skip;
  private volatile long played;

  /**
   * @param skip records per modality that an earlier run has sent
   */
  FeedPlayer(
      RecordingFolder recording,
      Topics topics,
      RegistryAvro registry,
      Producer<byte[], byte[]> producer,
      TimeLapse times,
      Map<Modality, Long> skip) {
    this.recording = recording;
    this.topics = topics;
    this.registry = registry;
    this.producer = producer;
    this.times = times;
    this.skip = new EnumMap<>(skip);
  }

  /**
   * Plays to the end of the recording or to {@code untilMs}, whichever comes first.
   *
   * @param untilMs wall clock, UTC ms
   */
  void play(long untilMs) throws IOException, InterruptedException {
    try (RecordingReader feed = recording.openFeed()) {
      while (feed.hasNext()) {
        RecordedRecord record = feed.next();
        Modality modality = Modality.valueOf(record.getTopic().toUpperCase(Locale.ROOT));
        if (skip.merge(modality, -1L, Long::sum) >= 0) {
          continue;
        }
        long due = times.toWall(record.getTimestamp().toEpochMilli());
        if (due > untilMs) {
          break;
        }
        long wait = due - System.currentTimeMillis();
        if (wait > 0) {
          Thread.sleep(wait);
        }
        send(modality, record, feed);
      }
    }
    producer.flush();
  }

  private void send(Modality modality, RecordedRecord record, RecordingReader feed) {
    String topic = topics.input(modality);
    long now = System.currentTimeMillis();
    byte[] value =
        feed.sample(record)
            .map(sample -> retimed(topic, sample))
            .orElseGet(() -> bytes(record.getValue()));
    producer.send(
        new ProducerRecord<>(topic, null, now, bytes(record.getKey()), value),
        (at, error) -> {
          if (error == null) {
            sentAt.put(new Position(at.topic(), at.partition(), at.offset()), now);
          }
        });
    played++;
  }

  /** The sample at its new times, under the target registry's schema id. */
  private byte[] retimed(String topic, Sample sample) {
    sample.setEventTime(Instant.ofEpochMilli(times.toWall(sample.getEventTime().toEpochMilli())));
    return registry.encode(topic, sample);
  }

  /** When a sample was sent, UTC ms; null for one that an earlier run sent. */
  Long sentAt(SampleRef ref) {
    return sentAt.get(new Position(ref.getTopic(), ref.getPartition(), ref.getOffset()));
  }

  /** Records sent so far by this run. */
  long played() {
    return played;
  }

  /** Records of the whole recording. */
  static long size(RecordingFolder recording) {
    long n = 0;
    try (RecordingReader feed = recording.openFeed()) {
      while (feed.hasNext()) {
        feed.next();
        n++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return n;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
