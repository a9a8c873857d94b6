package io.lacuna.bench.variant;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.bench.load.TestBed;
import io.lacuna.schema.Modality;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** A join in the DSL of Kafka Streams, with the payloads in its window stores. */
abstract class DslVariant implements Variant {

  /** The joined parts per subject. */
  abstract KStream<String, Parts> join(
      KStream<String, byte[]> image,
      KStream<String, byte[]> text,
      KStream<String, byte[]> audio,
      WindowPolicy window);

  @Override
  public String results(AppConfig config) {
    return TestBed.rivalResults(config);
  }

  @Override
  public boolean isComplete(byte[] value) {
    return Parts.isComplete(value);
  }

  @Override
  public Job start(AppConfig config) {
    Topology topology =
        topology(
            config,
            joined ->
                joined
                    .mapValues(Parts::lengths)
                    .to(results(config), Produced.with(Serdes.String(), Serdes.ByteArray())));
    return new StreamsJob(topology, config, () -> {});
  }

  /**
   * The join with an end of the caller's.
   *
   * @param end what becomes of the joined parts
   */
  public Topology topology(AppConfig config, Consumer<KStream<String, Parts>> end) {
    StreamsBuilder builder =
        new StreamsBuilder(new TopologyConfig(new StreamsConfig(ClientSettings.streams(config))));
    Topics topics = config.pipelines().get(0).topics();
    end.accept(
        join(
            source(builder, topics.input(Modality.IMAGE)),
            source(builder, topics.input(Modality.TEXT)),
            source(builder, topics.input(Modality.AUDIO)),
            config.pipelines().get(0).window()));
    return builder.build();
  }

  private static KStream<String, byte[]> source(StreamsBuilder builder, String topic) {
    return builder.stream(topic, Consumed.with(Serdes.String(), Serdes.ByteArray()));
  }
}
