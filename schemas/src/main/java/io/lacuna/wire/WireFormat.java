package io.lacuna.wire;

import java.nio.ByteBuffer;

/** The frame around the Avro bytes: magic byte 0, then the schema id, four bytes big-endian. */
final class WireFormat {
  static final int HEADER_BYTES = 5;
  private static final byte MAGIC = 0;

  private WireFormat() {}

  /** The registry's subject for the values of a topic (TopicNameStrategy). */
  static String subject(String topic) {
    return topic + "-value";
  }

  static byte[] header(int schemaId) {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
  }

  /** The id the frame names; positive, as every registry counts from one. */
  static int schemaId(byte[] bytes) throws WireException {
    if (bytes == null || bytes.length < HEADER_BYTES) {
      throw new WireException(
          WireException.Reason.NOT_REGISTRY_FORMAT,
          (bytes == null ? "no value" : bytes.length + " bytes")
              + " where at least "
              + HEADER_BYTES
              + " (magic byte 0 and a schema id) are needed");
    }
    if (bytes[0] != MAGIC) {
      throw new WireException(
          WireException.Reason.NOT_REGISTRY_FORMAT,
          "first byte is " + bytes[0] + ", must be the registry's magic byte 0");
    }
    int id = ByteBuffer.wrap(bytes).getInt(1);
    if (id <= 0) {
      throw new WireException(
          WireException.Reason.UNKNOWN_SCHEMA_ID, "schema id " + id + " must be positive");
    }
    return id;
  }
}
