package io.lacuna.model.recording;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Masks recorded records. Topic, partition, offset, timestamp and schema id stay as they are, so
 * that a masked record keeps its partition though its key hashes to another one. A value that was
 * readable stays so, and one that was broken stays broken in the same way, with its bytes gone. Not
 * thread-safe.
 */
public final class RecordMask {
  private static final String OUR_SCHEMAS = "io.lacuna.schema.";

  /** Header of a dead letter, and its value when the dead letter is our own record. */
  private static final String DEAD_LETTER_KIND = "lacuna.dlq.kind";

  private static final String POINTER = "pointer";

  /** Headers that the service writes; whatever else a sender calls its own may name a person. */
  private static final Set<String> OUR_HEADERS =
      Set.of(
          DEAD_LETTER_KIND,
          "lacuna.error.reason",
          "lacuna.error.stage",
          "lacuna.origin.topic",
          "lacuna.origin.partition",
          "lacuna.origin.offset",
          "lacuna.resent.from");

  /** Without conversions, so that whatever was read is written again. */
  private static final GenericData PLAIN = new GenericData();

  private final Set<Mask> masks;
  private final KeyedHash hash;
  private final IntFunction<Optional<Schema>> schemas;
  private final ValueMask values;
  private final Map<Integer, DatumReader<IndexedRecord>> readers = new HashMap<>();

  /**
   * @param schemas by registry id
   * @param windows kind of window that named the window ids, as a manifest has it; null if unknown,
   *     and then every window id is taken for an id
   */
  public RecordMask(
      Set<Mask> masks, KeyedHash hash, IntFunction<Optional<Schema>> schemas, String windows) {
    this.masks = Set.copyOf(masks);
    this.hash = hash;
    this.schemas = schemas;
    this.values = new ValueMask(masks, hash, windows != null && !windows.equals("correlated"));
  }

  /** The record without what must not be read. */
  public RecordedRecord apply(RecordedRecord record) {
    TopicRole role = TopicRole.of(record.getTopic());
    return RecordedRecord.newBuilder(record)
        .setKey(key(role, record.getKey()))
        .setHeaders(
            record.getHeaders().stream().filter(h -> OUR_HEADERS.contains(h.getKey())).toList())
        .setValue(value(role, record))
        .setClaim(masks.contains(Mask.PAYLOADS) ? null : record.getClaim())
        .build();
  }

  /** A subject as it stands in the masked records. */
  public String subject(String subject) {
    return masks.contains(Mask.IDS) ? hash.id(subject) : subject;
  }

  private ByteBuffer key(TopicRole role, ByteBuffer key) {
    if (key == null || role == TopicRole.ADAPTERS) {
      return key; // no key of an adapter's event names a subject
    }
    return bytes(subject(StandardCharsets.UTF_8.decode(key.duplicate()).toString()));
  }

  private ByteBuffer value(TopicRole role, RecordedRecord record) {
    ByteBuffer value = record.getValue();
    if (value == null || (role == TopicRole.DEAD_LETTERS && !isPointer(record))) {
      return null;
    }
    if (role == TopicRole.LABELS) {
      return label(value);
    }
    OptionalInt id = RecordedValues.schemaId(value);
    if (id.isEmpty()) {
      return ByteBuffer.allocate(0);
    }
    Optional<Schema> schema = schemas.apply(id.getAsInt());
    if (schema.isEmpty()) {
      return ByteBuffer.wrap(header(Integer.MAX_VALUE));
    }
    return ByteBuffer.wrap(masked(id.getAsInt(), schema.get(), value));
  }

  private static boolean isPointer(RecordedRecord record) {
    return record.getHeaders().stream()
        .filter(h -> h.getKey().equals(DEAD_LETTER_KIND) && h.getValue() != null)
        .map(RecordedHeader::getValue)
        .anyMatch(v -> StandardCharsets.UTF_8.decode(v.duplicate()).toString().equals(POINTER));
  }

  private byte[] masked(int id, Schema schema, ByteBuffer value) {
    byte[] broken = header(id);
    if (!schema.getFullName().startsWith(OUR_SCHEMAS)) {
      return broken;
    }
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(RecordedValues.body(value), null);
    var out = new ByteArrayOutputStream();
    out.writeBytes(broken);
    try {
      IndexedRecord record =
          readers.computeIfAbsent(id, unseen -> reader(schema)).read(null, decoder);
      if (!decoder.isEnd()) {
        return broken;
      }
      values.apply(record);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<IndexedRecord>(schema, PLAIN).write(record, encoder);
      return out.toByteArray();
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return broken;
    }
  }

  private static DatumReader<IndexedRecord> reader(Schema schema) {
    return new GenericDatumReader<>(schema, schema, PLAIN);
  }

  private static byte[] header(int id) {
    return ByteBuffer.allocate(RecordedValues.HEADER).put((byte) 0).putInt(id).array();
  }

  /** A label as {@code truth.jsonl} has it; any other form loses its bytes. */
  private ByteBuffer label(ByteBuffer value) {
    try {
      byte[] json = new byte[value.remaining()];
      value.duplicate().get(json);
      JsonNode label = RecordingFolder.JSON.readTree(json);
      if (!label.path("subject").isTextual() || !label.path("labels").isObject()) {
        return ByteBuffer.allocate(0);
      }
      ObjectNode masked = RecordingFolder.JSON.createObjectNode();
      masked.put("subject", subject(label.get("subject").textValue()));
      masked.set("labels", label.get("labels"));
      return bytes(RecordingFolder.JSON.writeValueAsString(masked));
    } catch (JacksonException e) {
      return ByteBuffer.allocate(0);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The words of the masks, sorted, for a manifest. */
  public List<String> words() {
    return masks.stream().sorted().map(Mask::word).toList();
  }
}
