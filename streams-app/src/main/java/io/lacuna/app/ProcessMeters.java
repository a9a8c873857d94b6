package io.lacuna.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.apache.kafka.streams.KafkaStreams;

/** What Micrometer knows to say of Kafka Streams, its clients and the JVM. */
final class ProcessMeters implements AutoCloseable {
  private final KafkaStreamsMetrics kafka;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(MeterRegistry meters, KafkaStreams streams) {
    kafka = new KafkaStreamsMetrics(streams);
    kafka.bindTo(meters);
    collections.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  @Override
  public void close() {
    collections.close();
    kafka.close();
  }
}
