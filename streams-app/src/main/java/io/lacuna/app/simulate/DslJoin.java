package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.schema.Modality;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.CogroupedKStream;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The tumbling join as Kafka Streams' own operators make it, cogroup and suppress: right on feeds
 * that come in order, so there its windows must have the samples of ours.
 */
final class DslJoin {
  private static final String OUTPUT = "joined";

  private DslJoin() {}

  /**
   * @param finals the final of every window of an orderly schedule
   * @throws Diverged if a window of theirs holds other samples
   */
  static void compare(Schedule schedule, Collection<Emission> finals, int step) {
    Map<String, String> ours = new TreeMap<>();
    for (Emission e : finals) {
      ours.put(e.subject() + "@" + e.startMs(), new TreeSet<>(e.inputs()).toString());
    }
    Diverged.unlessEqual(
        step,
        "windows and their samples as cogroup and suppress have them",
        theirs(schedule),
        ours);
  }

  private static Map<String, String> theirs(Schedule schedule) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "dsl");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    Map<String, String> windows = new TreeMap<>();
    try (TopologyTestDriver driver =
        new TopologyTestDriver(builder(schedule.drawn()).build(), settings)) {
      feed(schedule, driver);
      for (TestRecord<String, String> r :
          driver
              .createOutputTopic(OUTPUT, new StringDeserializer(), new StringDeserializer())
              .readRecordsToList()) {
        if (!r.key().startsWith("end@")) {
          TreeSet<Ref> refs = new TreeSet<>();
          first(r.value()).values().forEach(refs::add);
          windows.put(r.key(), refs.toString());
        }
      }
    }
    return windows;
  }

  private static StreamsBuilder builder(DrawnPolicy drawn) {
    StreamsBuilder builder = new StreamsBuilder();
    Aggregator<String, String, String> append = (subject, ref, all) -> all + ref + " ";
    CogroupedKStream<String, String> joined = null;
    for (Modality m : Modality.values()) {
      KGroupedStream<String, String> grouped =
          builder.stream(m.name(), Consumed.with(Serdes.String(), Serdes.String()))
              .groupByKey(Grouped.as("by-subject-" + m.name()));
      joined = joined == null ? grouped.cogroup(append) : joined.cogroup(grouped, append);
    }
    Duration size = drawn.policy().size();
    Duration grace = drawn.policy().grace();
    joined
        .windowedBy(TimeWindows.ofSizeAndGrace(size, grace))
        .aggregate(
            () -> "",
            Materialized.<String, String>as(
                    Stores.inMemoryWindowStore(
                        "windows", size.plus(grace).plusSeconds(10), size, false))
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.String()))
        .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()).withName("closed"))
        .toStream()
        .map((Windowed<String> w, String refs) -> pair(w, refs))
        .to(OUTPUT, Produced.with(Serdes.String(), Serdes.String()));
    return builder;
  }

  private static KeyValue<String, String> pair(Windowed<String> w, String refs) {
    return KeyValue.pair(w.key() + "@" + w.window().start(), refs);
  }

  private static void feed(Schedule schedule, TopologyTestDriver driver) {
    Map<Modality, TestInputTopic<String, String>> topics = new HashMap<>();
    int[] offsets = new int[Modality.values().length];
    long last = 0;
    for (Modality m : Modality.values()) {
      topics.put(
          m, driver.createInputTopic(m.name(), new StringSerializer(), new StringSerializer()));
    }
    for (Step step : schedule.steps()) {
      if (step instanceof Step.Append append) {
        FeedRecord r = append.record();
        topics
            .get(r.modality())
            .pipeInput(
                r.subject(),
                r.modality() + "@" + offsets[r.modality().ordinal()]++,
                Instant.ofEpochMilli(r.eventTimeMs()));
        last = Math.max(last, r.eventTimeMs());
      }
    }
    // event time goes on, or the last windows never close
    topics.get(Modality.TEXT).pipeInput("end", "TEXT@0", Instant.ofEpochMilli(last + 10_000));
  }

  /** Of the samples of a window, the first of each modality. */
  private static Map<Modality, Ref> first(String refs) {
    Map<Modality, Ref> first = new HashMap<>();
    for (String ref : refs.trim().split(" ")) {
      int at = ref.indexOf('@');
      Modality m = Modality.valueOf(ref.substring(0, at));
      first.putIfAbsent(m, new Ref(m, Long.parseLong(ref.substring(at + 1))));
    }
    return first;
  }
}
