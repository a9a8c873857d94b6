package io.lacuna.bench.variant;

import io.lacuna.app.window.WindowPolicy;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.WindowStore;

/** The three topics co-grouped in tumbling windows, emitted when a window closes. */
public final class CogroupSuppress extends DslVariant {

  @Override
  public String name() {
    return "DSL cogroup + suppress";
  }

  @Override
  KStream<String, Parts> join(
      KStream<String, byte[]> image,
      KStream<String, byte[]> text,
      KStream<String, byte[]> audio,
      WindowPolicy window) {
    return grouped(image, "image")
        .<Parts>cogroup((subject, value, parts) -> parts.withImage(value))
        .cogroup(grouped(text, "text"), (subject, value, parts) -> parts.withText(value))
        .cogroup(grouped(audio, "audio"), (subject, value, parts) -> parts.withAudio(value))
        .windowedBy(TimeWindows.ofSizeAndGrace(window.size(), window.grace()))
        .aggregate(
            () -> Parts.NONE,
            Named.as("parts"),
            Materialized.<String, Parts, WindowStore<Bytes, byte[]>>as("parts")
                .withKeySerde(Serdes.String())
                .withValueSerde(Parts.SERDE))
        .suppress(
            Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()).withName("closed"))
        .toStream((windowed, parts) -> windowed.key());
  }

  private static KGroupedStream<String, byte[]> grouped(KStream<String, byte[]> in, String name) {
    return in.groupByKey(Grouped.with(name, Serdes.String(), Serdes.ByteArray()));
  }
}
