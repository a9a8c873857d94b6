package io.lacuna.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.schema.state.HeldChunk;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.SchemaVersions;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State that an earlier published version wrote is readable after an upgrade. */
class StateSerdeTest {

  static Stream<Class<? extends SpecificRecordBase>> stored() {
    return Stream.of(
        SubjectWindows.class,
        TaskLedger.class,
        PendingObservation.class,
        HeldChunk.class,
        CallAudio.class,
        CallLedger.class);
  }

  @ParameterizedTest
  @MethodSource("stored")
  <T extends SpecificRecordBase> void everyPublishedVersionIsRead(Class<T> type)
      throws IOException {
    StateSerde<T> serde = new StateSerde<>(type);
    for (Schema version : SchemaVersions.of(type.getSimpleName())) {
      for (Object old : new RandomData(new GenericData(), version, 20, 11)) {
        byte[] bytes =
            new BinaryMessageEncoder<GenericRecord>(new GenericData(), version)
                .encode((GenericRecord) old)
                .array();
        T read = serde.deserializer().deserialize("store", bytes);
        byte[] rewritten = serde.serializer().serialize("store", read);
        assertThat(serde.deserializer().deserialize("store", rewritten)).isEqualTo(read);
      }
    }
  }
}
