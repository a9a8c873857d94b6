package io.lacuna.app.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.RecordMask;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.wire.RegistryAvro;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as a person may see it: its place, headers of ours, and its value as JSON. Ids, sites
 * and payloads are masked unless asked for; equal ids stay equal within one view.
 */
public final class RecordView {
  private final RegistryAvro registry;
  private final RecordMask mask;
  private final AvroJson json;

  /** Writer schemas by registry id, as values that pass name them. */
  private final Map<Integer, Schema> schemas = new HashMap<>();

  /**
   * @param shown what is not masked
   * @param windows kind of the pipeline's windows, which says whether window ids are ids
   */
  public RecordView(RegistryAvro registry, Set<Mask> shown, String windows) {
    this.registry = registry;
    Set<Mask> masks = EnumSet.allOf(Mask.class);
    masks.removeAll(shown);
    this.mask =
        masks.isEmpty()
            ? null
            : new RecordMask(
                masks, KeyedHash.random(), id -> Optional.ofNullable(schemas.get(id)), windows);
    this.json = new AvroJson(shown.contains(Mask.PAYLOADS));
  }

  /** The record of a topic that has this role. */
  public ObjectNode of(TopicRole role, ConsumerRecord<byte[], byte[]> record) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("topic", record.topic());
    view.put("partition", record.partition());
    view.put("offset", record.offset());
    view.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
    RecordedRecord seen = masked(role, record);
    view.put("key", text(seen.getKey()));
    ObjectNode headers = view.putObject("headers");
    seen.getHeaders().forEach(h -> headers.put(h.getKey(), text(h.getValue())));
    view.set("value", value(seen.getValue()));
    return view;
  }

  private RecordedRecord masked(TopicRole role, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null && record.value().length > 5) {
      registry
          .schemaOf(record.value())
          .ifPresent(s -> schemas.put(ByteBuffer.wrap(record.value()).getInt(1), s));
    }
    RecordedRecord recorded =
        new RecordedRecord(
            role.word(),
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            bytes(record.key()),
            bytes(record.value()),
            headers(record),
            null);
    return mask == null ? recorded : mask.apply(recorded);
  }

  private JsonNode value(ByteBuffer value) {
    if (value == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return registry
        .schemaOf(bytes)
        .flatMap(schema -> json.read(schema, bytes))
        .orElseGet(() -> json.bytes(ByteBuffer.wrap(bytes)));
  }

  private static List<RecordedHeader> headers(ConsumerRecord<byte[], byte[]> record) {
    List<RecordedHeader> headers = new ArrayList<>();
    for (Header h : record.headers()) {
      headers.add(new RecordedHeader(h.key(), bytes(h.value())));
    }
    return headers;
  }

  private static ByteBuffer bytes(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static String text(ByteBuffer bytes) {
    return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
