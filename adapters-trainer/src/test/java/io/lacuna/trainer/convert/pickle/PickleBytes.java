package io.lacuna.trainer.convert.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles by hand. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Characters as bytes, e.g. text opcodes. */
  PickleBytes raw(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleBytes op(int opcode) {
    out.write(opcode);
    return this;
  }

  PickleBytes protocol(int number) {
    return op(0x80).op(number);
  }

  /** SHORT_BINUNICODE. */
  PickleBytes text(String text) {
    return op(0x8c).op(text.length()).raw(text);
  }

  /** STACK_GLOBAL of two fresh strings. */
  PickleBytes global(String module, String name) {
    return text(module).text(name).op(0x93);
  }

  PickleBytes int4(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  PickleBytes int8(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  /** A numpy array by {@code _frombuffer}. */
  PickleBytes array(String type, String shapeOps, byte[] data) throws IOException {
    global("numpy.core.numeric", "_frombuffer");
    raw("(").op(0x96).int8(data.length);
    out.write(data);
    global("numpy", "dtype").text(type).op(0x85).raw("R");
    return raw(shapeOps).text("C").raw("tR");
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
