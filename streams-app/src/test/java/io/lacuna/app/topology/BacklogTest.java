package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten minutes of outage, then a backlog of 600 complete subjects, one a second, of which one topic
 * is read last. Nothing is missing. The DSL's outer join of two of the topics, on the same records,
 * says that much is.
 */
class BacklogTest {
  private static final int SUBJECTS = 600;

  @TempDir Path dir;

  @Test
  void aTopicThatIsReadLastIsNeverCalledMissing() {
    try (PipelineHarness h = PipelineHarness.patient(dir)) {
      h.send("open", TEXT, 0, "1");
      h.send("open", IMAGE, 0, "1");
      h.unread(Set.of(AUDIO));
      h.wall(Duration.ofMinutes(10));
      for (Modality m : List.of(TEXT, IMAGE)) {
        for (int i = 0; i < SUBJECTS; i++) {
          h.send("s" + i, m, 1000L * i, "1");
        }
        h.wall(Duration.ofMillis(100));
      }
      assertThat(h.predictions()).as("the audio lies unread").isEmpty();
      h.send("open", AUDIO, 0, "1");
      for (int i = 0; i < SUBJECTS; i++) {
        h.send("s" + i, AUDIO, 1000L * i, "1");
        h.wall(Duration.ofMillis(1));
      }
      h.unread(Set.of());
      h.wall(Duration.ofMinutes(2));

      List<Prediction> all = h.predictions();
      assertThat(all).hasSize(SUBJECTS + 1);
      assertThat(all).extracting(Prediction::getCause).containsOnly(Cause.COMPLETE);
      assertThat(h.balances()).containsOnly(0);
    }
  }

  /** What a reader of a DSL join sees for the same records in the same order. */
  @Test
  void theOuterJoinOfTheDslCallsNearlyAllOfThemMissing() {
    try (TopologyTestDriver driver = new TopologyTestDriver(outerJoin().build(), settings())) {
      TestInputTopic<String, String> image = input(driver, "image");
      TestInputTopic<String, String> audio = input(driver, "audio");
      for (int i = 0; i < SUBJECTS; i++) {
        image.pipeInput("s" + i, "i", at(i));
      }
      for (int i = 0; i < SUBJECTS; i++) {
        audio.pipeInput("s" + i, "a", at(i));
      }
      TestOutputTopic<String, String> out =
          driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
      List<KeyValue<String, String>> rows = out.readKeyValuesToList();
      Set<String> calledMissing = new HashSet<>();
      rows.stream().filter(r -> r.value.contains("null")).forEach(r -> calledMissing.add(r.key));
      assertThat(calledMissing).as("of %d subjects, none of which is", SUBJECTS).hasSize(578);
    }
  }

  private static StreamsBuilder outerJoin() {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, String> image = builder.stream("image");
    KStream<String, String> audio = builder.stream("audio");
    image
        .outerJoin(
            audio,
            (i, a) -> i + "/" + a,
            JoinWindows.ofTimeDifferenceAndGrace(Duration.ofSeconds(10), Duration.ofSeconds(2)))
        .to("out");
    return builder;
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "dsl");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    // the join's throttle on looking for unmatched records goes by the wall clock
    settings.put("__emit.interval.ms.kstreams.outer.join.spurious.results.fix__", 0);
    return settings;
  }

  private static TestInputTopic<String, String> input(TopologyTestDriver driver, String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
  }

  private static Instant at(int second) {
    return Instant.ofEpochMilli(PipelineHarness.T0).plusSeconds(second);
  }
}
