package io.lacuna.rivals.flink;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.schema.Modality;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the input topics; payloads stay encoded until they are scored. */
final class PieceReader implements KafkaRecordDeserializationSchema<Piece> {
  private static final long serialVersionUID = 1;

  private final Map<String, Integer> modalities = new HashMap<>();

  PieceReader(ContenderSettings settings) {
    for (Modality m : Modality.values()) {
      modalities.put(settings.inputs().get(m), m.ordinal());
    }
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Piece> out) {
    String subject = new String(record.key(), StandardCharsets.UTF_8);
    out.collect(new Piece(subject, modalities.get(record.topic()), record.value()));
  }

  @Override
  public TypeInformation<Piece> getProducedType() {
    return TypeInformation.of(Piece.class);
  }
}
