package io.lacuna.rivals.flink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Answers as records of the topic of results. */
final class AnswerWriter implements KafkaRecordSerializationSchema<Answered> {
  private static final long serialVersionUID = 1;

  private final String topic;

  AnswerWriter(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Answered answer, KafkaSinkContext context, Long timestamp) {
    byte[] key = answer.subject.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, key, answer.value);
  }
}
