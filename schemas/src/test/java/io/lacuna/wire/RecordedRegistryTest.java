package io.lacuna.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The registry of a recording knows the recorded ids and no other. */
class RecordedRegistryTest {
  private static final Sample SAMPLE =
      Sample.newBuilder()
          .setSubject("s")
          .setModality(Modality.TEXT)
          .setEventTime(Instant.ofEpochMilli(5))
          .setPayload(new AbsenceMarker(AbsenceReason.MASKED))
          .build();

  @Test
  void readsTheRecordedIdAndWritesUnderAFreeOne() throws WireException {
    try (RegistryAvro live = RegistryAvro.connect(Map.of("schema.registry.url", "mock://rec-a"))) {
      byte[] value = live.encode("t", SAMPLE);
      int id = WireFormat.schemaId(value);
      try (RegistryAvro recorded =
          RegistryAvro.recorded(Map.of(id, Sample.getClassSchema()), List.of("t"))) {
        assertThat(recorded.decode(value, Sample.class)).isEqualTo(SAMPLE);
        byte[] written = recorded.encode("t", SAMPLE);
        assertThat(WireFormat.schemaId(written)).isNotEqualTo(id);
        assertThat(recorded.decode(written, Sample.class)).isEqualTo(SAMPLE);
      }
    }
  }

  @Test
  void anIdThatTheRecordingLacksIsUnknown() {
    try (RegistryAvro live = RegistryAvro.connect(Map.of("schema.registry.url", "mock://rec-b"));
        RegistryAvro recorded = RegistryAvro.recorded(Map.of(), List.of())) {
      byte[] value = live.encode("t", SAMPLE);
      assertThatThrownBy(() -> recorded.decode(value, Sample.class))
          .isInstanceOfSatisfying(
              WireException.class,
              e -> assertThat(e.reason()).isEqualTo(WireException.Reason.UNKNOWN_SCHEMA_ID));
    }
  }
}
