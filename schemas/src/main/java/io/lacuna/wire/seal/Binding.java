package io.lacuna.wire.seal;

import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.Sample;
import io.lacuna.schema.UtteranceBoundary;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a sealed payload is bound to, so that it is of no use anywhere else. */
final class Binding {
  private static final String VERSION = "lacuna.payload.1";

  private Binding() {}

  /** Of an encoded payload, in the record or behind a claim check. */
  static byte[] of(Sample sample, String mediaType) {
    return of(sample, 'm', mediaType.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] of(Sample sample, FeatureTensor tensor) {
    return of(sample, 's', tensor.getShape().toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Of a chunk of call audio as its recorder sends it. */
  static byte[] of(AudioChunk chunk) {
    return bytes(
        out -> {
          put(out, "lacuna.chunk.1");
          put(out, chunk.getCallId());
          put(out, chunk.getChannel());
          out.writeLong(chunk.getSequence());
          out.writeLong(chunk.getEventTime().toEpochMilli());
          out.writeInt(chunk.getSampleRate());
          put(out, chunk.getEncoding().name());
        });
  }

  /** Of the text of an utterance. */
  static byte[] of(UtteranceBoundary boundary) {
    return bytes(
        out -> {
          put(out, "lacuna.boundary.1");
          put(out, boundary.getCallId());
          put(out, boundary.getChannel());
          put(out, boundary.getUtteranceId());
          out.writeLong(boundary.getEventTime().toEpochMilli());
        });
  }

  /** Of the audio of a chunk that waits for its utterance. */
  static byte[] ofHeldAudio(String call, String channel, long sequence) {
    return bytes(
        out -> {
          put(out, "lacuna.held.1");
          put(out, call);
          put(out, channel);
          out.writeLong(sequence);
        });
  }

  private static byte[] of(Sample sample, char form, byte[] description) {
    return bytes(
        out -> {
          put(out, VERSION);
          put(out, sample.getSubject());
          put(out, sample.getModality().name());
          out.writeLong(sample.getEventTime().toEpochMilli());
          out.writeChar(form);
          put(out, description);
        });
  }

  private interface Parts {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Each part of any length behind that length, so that no two have the same binding. */
  private static byte[] bytes(Parts parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      parts.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, String part) throws IOException {
    put(out, part.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(DataOutputStream out, byte[] part) throws IOException {
    out.writeInt(part.length);
    out.write(part);
  }
}
