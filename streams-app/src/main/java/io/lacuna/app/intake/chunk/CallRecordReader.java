package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.Boundary;
import io.lacuna.app.intake.utterance.Chunk;
import io.lacuna.app.intake.utterance.Refusals;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.schema.UtteranceEnd;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;

/** Reads and checks the records of a feed of call audio; nothing it refuses throws. */
public final class CallRecordReader {
  /** Characters; so the utterances that a call may hold fit one value of its state. */
  static final int MAX_IDENTIFIER = 256;

  private final RegistryAvro registry;
  private final CallSeal seal;
  private final int maxRecord;
  private final long maxFutureMs;
  private final long maxPayload;

  /**
   * @param seal opens what is sealed
   * @param maxRecord largest record that is decoded, bytes
   * @param maxFutureMs how far an event time may lie after its record's timestamp
   * @param maxPayload largest audio or text, bytes
   */
  public CallRecordReader(
      RegistryAvro registry, CallSeal seal, int maxRecord, long maxFutureMs, long maxPayload) {
    this.registry = registry;
    this.seal = seal;
    this.maxRecord = maxRecord;
    this.maxFutureMs = maxFutureMs;
    this.maxPayload = maxPayload;
  }

  /**
   * Reads a chunk.
   *
   * @param logOffset of the record
   */
  public CallRecord chunk(Record<byte[], byte[]> in, long logOffset) {
    AudioChunk sealed = null;
    try {
      AudioChunk c = decode(in, AudioChunk.class);
      sealed = seal.of(c);
      check(in, c.getCallId(), c.getEventTime().toEpochMilli(), c.getChannel(), c.getSite());
      // of sealed bytes, so that it confirms no guess
      byte[] sha256 = sha256(CallSeal.bytes((sealed == null ? c : sealed).getAudio()));
      byte[] audio =
          ChunkAudio.decode(c.getEncoding(), seal.audio(c), c.getSampleRate(), maxPayload);
      return new CallRecord.OfChunk(
          new Chunk(
              c.getCallId(),
              c.getChannel(),
              c.getSequence(),
              c.getOffset(),
              c.getSampleRate(),
              c.getEventTime().toEpochMilli(),
              audio,
              sha256,
              c.getEndOfCall(),
              ends(c, audio.length / Short.BYTES),
              logOffset),
          sealed);
    } catch (WireException e) {
      return new CallRecord.Broken(RejectReason.valueOf(e.reason().name()), null);
    } catch (PayloadException e) {
      return new CallRecord.Broken(e.reason(), sealed);
    }
  }

  /** The utterance that a mark in the chunk ends, or null. */
  private static Boundary ends(AudioChunk c, int length) throws PayloadException {
    UtteranceEnd mark = c.getUtteranceEnd();
    // the rule refuses the chunk, and its mark with it
    if (mark == null || !Refusals.isPosition(c.getOffset())) {
      return null;
    }
    checkId(mark.getUtteranceId());
    long offsetMs = c.getOffset() * 1000 / c.getSampleRate();
    long endMs = (c.getOffset() + length) * 1000 / c.getSampleRate();
    return new Boundary(
        c.getCallId(),
        c.getChannel(),
        mark.getUtteranceId(),
        c.getEventTime().toEpochMilli() - (offsetMs - mark.getStartMs()),
        mark.getStartMs(),
        endMs,
        c.getSite(),
        null);
  }

  /** Reads a boundary. */
  public CallRecord boundary(Record<byte[], byte[]> in) {
    UtteranceBoundary sealed = null;
    try {
      UtteranceBoundary b = decode(in, UtteranceBoundary.class);
      sealed = seal.of(b);
      check(in, b.getCallId(), b.getEventTime().toEpochMilli(), b.getChannel(), b.getSite());
      checkId(b.getUtteranceId());
      if (isTooLong(b.getSubjectKind())) {
        throw new PayloadException(RejectReason.RECORD_TOO_LARGE, "subject kind");
      }
      String text = seal.text(b);
      if (text != null && text.getBytes(StandardCharsets.UTF_8).length > maxPayload) {
        throw new PayloadException(RejectReason.PAYLOAD_TOO_LARGE, "text");
      }
      return new CallRecord.OfBoundary(
          new Boundary(
              b.getCallId(),
              b.getChannel(),
              b.getUtteranceId(),
              b.getEventTime().toEpochMilli(),
              b.getStartMs(),
              b.getEndMs(),
              b.getSite(),
              b.getSubjectKind()),
          text,
          sealed);
    } catch (WireException e) {
      return new CallRecord.Broken(RejectReason.valueOf(e.reason().name()), null);
    } catch (PayloadException e) {
      return new CallRecord.Broken(e.reason(), sealed);
    }
  }

  private <T extends SpecificRecord> T decode(Record<byte[], byte[]> in, Class<T> type)
      throws WireException, PayloadException {
    if (in.value() != null && in.value().length > maxRecord) {
      throw new PayloadException(RejectReason.RECORD_TOO_LARGE, in.value().length + " bytes");
    }
    return registry.decode(in.value(), type);
  }

  private void check(
      Record<byte[], byte[]> in, String callId, long eventMs, String channel, String site)
      throws PayloadException {
    boolean sameKey =
        in.key() != null && Arrays.equals(in.key(), callId.getBytes(StandardCharsets.UTF_8));
    if (!sameKey || callId.isBlank()) {
      throw new PayloadException(RejectReason.KEY_MISMATCH, "record key and call id differ");
    }
    if (isTooLong(callId) || isTooLong(channel) || isTooLong(site)) {
      throw new PayloadException(RejectReason.RECORD_TOO_LARGE, "call id, channel or site");
    }
    // one record of the year 2100 would end the patience with all others
    if (eventMs < 0 || eventMs > in.timestamp() + maxFutureMs) {
      throw new PayloadException(RejectReason.EVENT_TIME_OUT_OF_RANGE, "event time");
    }
  }

  private static void checkId(String utterance) throws PayloadException {
    if (utterance.isBlank()) {
      throw new PayloadException(RejectReason.UTTERANCE_OUT_OF_RANGE, "utterance without id");
    }
    if (isTooLong(utterance)) {
      throw new PayloadException(RejectReason.RECORD_TOO_LARGE, "utterance id");
    }
  }

  private static boolean isTooLong(String id) {
    return id != null && id.length() > MAX_IDENTIFIER;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
