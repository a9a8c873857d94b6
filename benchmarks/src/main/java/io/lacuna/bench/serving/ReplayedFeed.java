package io.lacuna.bench.serving;

import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recording of complete observations of a workload: a subject every 10 ms, its text half a second
 * after its image, its audio after another half. Deterministic.
 */
final class ReplayedFeed {
  static final int MODALITIES = Modality.values().length;

  private static final int PARTITIONS = 2;
  private static final long START_MS = Instant.parse("2026-01-05T08:00:00Z").toEpochMilli();
  private static final int BETWEEN_SUBJECTS_MS = 10;

  /** In subjects: half a second. */
  private static final int LAG = 50;

  /** In a value of the Confluent format the schema's id follows a zero byte. */
  private static final int SCHEMA_ID_AT = 1;

  private final Workload workload;
  private final RegistryAvro registry;

  private ReplayedFeed(Workload workload, RegistryAvro registry) {
    this.workload = workload;
    this.registry = registry;
  }

  /** Writes a recording into a new folder. */
  static RecordingFolder write(Workload workload, int subjects, Path out) throws IOException {
    List<String> topics = Arrays.stream(Modality.values()).map(ReplayedFeed::topic).toList();
    try (RegistryAvro registry = RegistryAvro.recorded(Map.of(), topics);
        RecordingBuilder builder = RecordingBuilder.create(out)) {
      new ReplayedFeed(workload, registry).append(subjects, builder);
      return builder.seal(
          new RecordingOrigin(
              "bench-replay", "patient", 0, "lacuna bench replay", "", null, List.of()),
          Map.of());
    }
  }

  private static String topic(Modality m) {
    return TopicRole.of(m).word();
  }

  private void append(int subjects, RecordingBuilder builder) throws IOException {
    for (Modality m : Modality.values()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        builder.open(TopicRole.of(m), topic(m), partition);
      }
    }
    int steps = subjects + LAG * (MODALITIES - 1);
    for (int step = 0; step < steps; step++) {
      for (Modality m : Modality.values()) {
        int subject = step - LAG * m.ordinal();
        if (subject >= 0 && subject < subjects) {
          append(subject, m, START_MS + (long) step * BETWEEN_SUBJECTS_MS, builder);
        }
      }
    }
  }

  private void append(int i, Modality m, long atMs, RecordingBuilder builder) throws IOException {
    String subject = PayloadFeed.subject(i);
    Sample sample = workload.sample(subject, m, i, atMs);
    byte[] value = registry.encode(topic(m), sample);
    builder.schema(
        ByteBuffer.wrap(value).getInt(SCHEMA_ID_AT), registry.schemaOf(value).orElseThrow());
    RecordedRecord record =
        new RecordedRecord(
            topic(m),
            i % PARTITIONS,
            (long) i / PARTITIONS,
            Instant.ofEpochMilli(atMs),
            ByteBuffer.wrap(subject.getBytes(StandardCharsets.UTF_8)),
            ByteBuffer.wrap(value),
            List.of(),
            null);
    builder.append(record, Optional.of(sample));
  }
}
