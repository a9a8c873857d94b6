package io.lacuna.bench.torture.feed;

import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record to send.
 *
 * @param atMs when, ms from the start of the feed
 * @param modality of the topic
 * @param sample what it holds; null for one that is not even a sample
 * @param raw the value when there is no sample
 */
record Item(long atMs, Modality modality, String key, Sample sample, byte[] raw)
    implements Comparable<Item> {

  ProducerRecord<byte[], byte[]> record(String topic, RegistryAvro registry) {
    byte[] value = sample == null ? raw : registry.encode(topic, sample);
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public int compareTo(Item other) {
    return Long.compare(atMs, other.atMs);
  }
}
