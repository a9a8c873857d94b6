package io.lacuna.app.batch;

import io.lacuna.app.topology.PayloadDigest;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes samples from the cache, and from the log by offset when the cache no longer has them, as
 * after a restart.
 */
public final class LogSampleSource implements SampleSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PayloadCache cache;
  private final RegistryAvro registry;
  private final Map<String, Object> clientConfig;
  private KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param clientConfig how to reach the brokers: bootstrap servers and security settings
   */
  public LogSampleSource(
      PayloadCache cache, RegistryAvro registry, Map<String, Object> clientConfig) {
    this.cache = cache;
    this.registry = registry;
    this.clientConfig = new HashMap<>(clientConfig);
    this.clientConfig.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.clientConfig.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    this.clientConfig.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    this.clientConfig.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 15);
  }

  @Override
  public Sample fetch(SampleRef ref) throws PayloadException {
    Sample cached = cache.get(ref.getTopic(), ref.getPartition(), ref.getOffset()).orElse(null);
    return cached != null ? cached : read(ref);
  }

  private Sample read(SampleRef ref) throws PayloadException {
    if (consumer == null) {
      consumer =
          new KafkaConsumer<>(
              clientConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    TopicPartition at = new TopicPartition(ref.getTopic(), ref.getPartition());
    consumer.assign(List.of(at));
    consumer.seek(at, ref.getOffset());
    long polls = PATIENCE.toMillis() / 500;
    for (long i = 0; i < polls; i++) {
      try {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(500))) {
          return decode(r, ref);
        }
        if (consumer.endOffsets(List.of(at)).get(at) <= ref.getOffset()) {
          // it was read from there once: the topic is another one of the same name
          throw gone(ref);
        }
      } catch (OffsetOutOfRangeException e) {
        throw gone(ref);
      }
    }
    throw new TimeoutException(
        at + " offset " + ref.getOffset() + " could not be read in " + PATIENCE);
  }

  private Sample decode(ConsumerRecord<byte[], byte[]> r, SampleRef ref) throws PayloadException {
    if (r.offset() != ref.getOffset()) {
      throw gone(ref);
    }
    try {
      Sample sample = registry.decode(r.value(), Sample.class);
      byte[] digest = PayloadDigest.of(sample.getPayload());
      if (digest == null || !HexFormat.of().formatHex(digest).equals(ref.getSha256())) {
        throw gone(ref);
      }
      return sample;
    } catch (WireException e) {
      throw new PayloadException(RejectReason.valueOf(e.reason().name()), e.getMessage());
    }
  }

  private static PayloadException gone(SampleRef ref) {
    return new PayloadException(
        RejectReason.REFERENCE_GONE,
        ref.getTopic()
            + "-"
            + ref.getPartition()
            + " no longer holds at offset "
            + ref.getOffset()
            + " what was read there; raise the topic's retention, and do not make it anew");
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
