package io.lacuna.app.replay;

import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Late samples and dead letters of a live run, held against those of a replay: the same ones, as
 * often, whatever their order. Thread-safe.
 */
final class SideOutputs implements SideOutput {
  private static final String LATE = "late sample of ";
  private static final String DEAD = "dead letter of ";

  /** What it is and where it came from → how much more often the live run had it. */
  private final Map<String, Integer> surplus = new HashMap<>();

  private final Differences differences;
  private long compared;

  SideOutputs(RecordingFolder recording, RecordedValues values, Differences differences)
      throws IOException {
    this.differences = differences;
    recording.each(
        TopicRole.LATE, r -> count(late(values.read(r, LateSample.class).orElseThrow()), 1));
    recording.each(TopicRole.DEAD_LETTERS, r -> count(dead(r, values), 1));
  }

  private static String late(LateSample late) {
    return LATE
        + late.getRef().getTopic()
        + "-"
        + late.getRef().getPartition()
        + " offset "
        + late.getRef().getOffset()
        + ", content "
        + digest(late);
  }

  private static String dead(RecordedRecord r, RecordedValues values) {
    Map<String, String> headers = new HashMap<>();
    for (RecordedHeader h : r.getHeaders()) {
      headers.put(h.getKey(), text(FedRecord.bytes(h.getValue())));
    }
    byte[] raw = FedRecord.bytes(r.getValue());
    boolean pointer = DeadLetters.POINTER.equals(headers.get(DeadLetters.KIND));
    return dead(
        headers::get, pointer ? digest(values.read(r, Rejection.class).orElseThrow()) : sha(raw));
  }

  private static String dead(Function<String, String> header, String content) {
    return DEAD
        + header.apply(DeadLetters.ORIGIN_TOPIC)
        + "-"
        + header.apply(DeadLetters.ORIGIN_PARTITION)
        + " offset "
        + header.apply(DeadLetters.ORIGIN_OFFSET)
        + " for "
        + header.apply(DeadLetters.REASON)
        + ", content "
        + content;
  }

  @Override
  public synchronized void replayed(boolean late, Record<Object, Object> record) {
    compared++;
    if (late) {
      count(late((LateSample) record.value()), -1);
    } else {
      Object value = record.value();
      String content =
          value instanceof SpecificRecord rejection ? digest(rejection) : sha((byte[]) value);
      count(dead(key -> text(last(record, key)), content), -1);
    }
  }

  private static byte[] last(Record<Object, Object> record, String key) {
    Header header = record.headers().lastHeader(key);
    return header == null ? null : header.value();
  }

  private void count(String what, int by) {
    if (surplus.merge(what, by, Integer::sum) == 0) {
      surplus.remove(what);
    }
  }

  /**
   * Says what is left over.
   *
   * @param complete whether the log reaches to the end of the recording; what the live run has
   *     beyond the log is no difference otherwise
   */
  synchronized void finish(boolean complete) {
    surplus.forEach(
        (what, more) -> {
          if (complete || more < 0) {
            differences.add(what, Math.max(more, 0), Math.max(-more, 0));
          }
        });
  }

  synchronized long compared() {
    return compared;
  }

  private static String digest(SpecificRecord record) {
    return Sha256.hex(record.toString()).substring(0, 16);
  }

  private static String sha(byte[] bytes) {
    return bytes == null ? "none" : Sha256.hex(bytes).substring(0, 16);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
