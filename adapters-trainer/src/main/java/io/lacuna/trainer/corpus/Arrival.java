package io.lacuna.trainer.corpus;

import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** A record before it has a place in the log. */
record Arrival(Instant at, String subject, Modality modality, byte[] value) {
  static final int PARTITIONS = 2;

  /** Gives each record its partition by key, as a producer would, and its offset. */
  static List<RecordedRecord> toLog(List<Arrival> arrivals) {
    List<Arrival> inOrder = new ArrayList<>(arrivals);
    inOrder.sort(
        Comparator.comparing(Arrival::at)
            .thenComparing(Arrival::subject)
            .thenComparing(Arrival::modality));
    Map<String, Long> nextOffset = new HashMap<>();
    List<RecordedRecord> log = new ArrayList<>(inOrder.size());
    for (Arrival arrival : inOrder) {
      String topic = arrival.modality.name().toLowerCase(Locale.ROOT);
      byte[] key = arrival.subject.getBytes(StandardCharsets.UTF_8);
      int partition = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
      long offset = nextOffset.merge(topic + partition, 1L, Long::sum) - 1;
      log.add(
          new RecordedRecord(
              topic,
              partition,
              offset,
              arrival.at,
              ByteBuffer.wrap(key),
              ByteBuffer.wrap(arrival.value),
              List.of(),
              null));
    }
    return log;
  }
}
