package io.lacuna.model.recording;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Masks the fields of a decoded value by their names. What is not known to be harmless is masked: a
 * field that a later version of a schema adds stays unreadable until it is listed here.
 */
final class ValueMask {
  /** Texts that say nothing about a person. */
  static final Set<String> HARMLESS =
      Set.of(
          "pipeline",
          "topic",
          "modality",
          "media_type",
          "subject_kind",
          "reason",
          "presence_letters",
          "task",
          "labels",
          "failure",
          "model_digest",
          "adapter",
          "adapter_digest",
          "adapters",
          "name",
          "location",
          "masks",
          "id",
          "cut_over",
          "detail",
          "evaluation",
          "signature");

  private static final Set<String> SITES = Set.of("site", "sites", "source");

  /** Texts that are payloads. */
  private static final Set<String> PAYLOADS = Set.of("text");

  private static final Set<String> WINDOWS = Set.of("window_id", "merged_into");
  private static final String FEATURES = "FeatureTensor";

  private final Set<Mask> masks;
  private final KeyedHash hash;
  private final boolean numbersAreTimes;

  /**
   * @param numbersAreTimes true when window ids that are numbers are starts of windows, false when
   *     they may be ids
   */
  ValueMask(Set<Mask> masks, KeyedHash hash, boolean numbersAreTimes) {
    this.masks = masks;
    this.hash = hash;
    this.numbersAreTimes = numbersAreTimes;
  }

  /** Changes the record in place. */
  void apply(IndexedRecord record) {
    List<Schema.Field> fields = record.getSchema().getFields();
    for (Schema.Field field : fields) {
      record.put(field.pos(), masked(field.name(), record.get(field.pos())));
    }
    if (masks.contains(Mask.PAYLOADS) && record.getSchema().getName().equals(FEATURES)) {
      // an empty tensor is a tensor still: its payload breaks, not its envelope
      record.put(record.getSchema().getField("shape").pos(), List.of(0));
    }
  }

  private Object masked(String field, Object value) {
    if (value instanceof IndexedRecord nested) {
      apply(nested);
      return nested;
    }
    if (value instanceof List<?> list) {
      List<Object> masked = new ArrayList<>(list.size());
      list.forEach(entry -> masked.add(masked(field, entry)));
      return masked;
    }
    if (value instanceof Map<?, ?> || value instanceof GenericFixed) {
      throw new IllegalArgumentException(
          "field '" + field + "' is a map or fixed; the mask does not know these");
    }
    if (value instanceof CharSequence text) {
      return text(field, text.toString());
    }
    if (value instanceof ByteBuffer && !HARMLESS.contains(field)) {
      return masks.contains(Mask.PAYLOADS) ? ByteBuffer.allocate(0) : value;
    }
    return value;
  }

  private String text(String field, String text) {
    if (field.equals("sha256")) {
      // the digest of a short text tells the text to whoever guesses it
      return masks.contains(Mask.PAYLOADS) && !text.isEmpty() ? hash.digest(text) : text;
    }
    if (PAYLOADS.contains(field)) {
      return masks.contains(Mask.PAYLOADS) ? "" : text;
    }
    if (SITES.contains(field)) {
      return masks.contains(Mask.SITES) ? hash.id(text) : text;
    }
    if (field.equals("route")) {
      return masks.contains(Mask.SITES) ? route(text) : text;
    }
    if (!masks.contains(Mask.IDS) || HARMLESS.contains(field)) {
      return text;
    }
    if (WINDOWS.contains(field) && numbersAreTimes && text.matches("-?\\d+")) {
      return text;
    }
    return field.equals("uri") ? "masked:" + hash.id(text) : hash.id(text);
  }

  /** {@code site/presence} with the site hashed; {@code *} stays any. */
  private String route(String route) {
    int slash = route.lastIndexOf('/');
    String site = slash < 0 ? route : route.substring(0, slash);
    return site.equals("*") ? route : hash.id(site) + route.substring(site.length());
  }
}
