package io.lacuna.app.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Values in the registry's wire format as JSON for people: without the type names of unions, with
 * instants as text. It is not meant to be read back.
 */
final class AvroJson {
  private static final int HEADER = 5;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean wholeBytes;

  /**
   * @param wholeBytes whether bytes are written out, in Base64; otherwise only how many they are
   */
  AvroJson(boolean wholeBytes) {
    this.wholeBytes = wholeBytes;
  }

  /** Empty where the bytes are no value of the schema. */
  Optional<JsonNode> read(Schema schema, byte[] value) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null);
    try {
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      return Optional.of(node(record.getSchema(), record));
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Bytes as their number, or whole. */
  JsonNode bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    ObjectNode node = JSON.objectNode().put("bytes", copy.length);
    if (wholeBytes) {
      node.put("base64", Base64.getEncoder().encodeToString(copy));
    }
    return node;
  }

  private JsonNode node(Schema schema, Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    return switch (schema.getType()) {
      case UNION -> node(branch(schema, value), value);
      case RECORD -> record((GenericRecord) value);
      case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
      case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
      case BYTES -> bytes((ByteBuffer) value);
      case INT -> JSON.numberNode((Integer) value);
      case LONG -> whole(schema, (Long) value);
      case FLOAT -> JSON.numberNode((Float) value);
      case DOUBLE -> JSON.numberNode((Double) value);
      case BOOLEAN -> JSON.booleanNode((Boolean) value);
      default -> JSON.textNode(value.toString());
    };
  }

  private static Schema branch(Schema union, Object value) {
    return union.getTypes().get(GenericData.get().resolveUnion(union, value));
  }

  private ObjectNode record(GenericRecord record) {
    ObjectNode node = JSON.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      node.set(field.name(), node(field.schema(), record.get(field.pos())));
    }
    return node;
  }

  private ArrayNode array(Schema element, Collection<?> values) {
    ArrayNode node = JSON.arrayNode();
    values.forEach(v -> node.add(node(element, v)));
    return node;
  }

  private ObjectNode map(Schema element, Map<?, ?> values) {
    ObjectNode node = JSON.objectNode();
    values.forEach((k, v) -> node.set(k.toString(), node(element, v)));
    return node;
  }

  private static JsonNode whole(Schema schema, long value) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
        ? JSON.textNode(Instant.ofEpochMilli(value).toString())
        : JSON.numberNode(value);
  }
}
