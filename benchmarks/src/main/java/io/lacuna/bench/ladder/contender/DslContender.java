package io.lacuna.bench.ladder.contender;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.variant.Job;
import io.lacuna.bench.variant.OuterJoins;
import io.lacuna.bench.variant.Parts;
import io.lacuna.bench.variant.StreamsJob;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The DSL's chained outer joins with the model called in the topology, exactly once, under the
 * product's client settings. The model is called on the stream thread, as the DSL has no other.
 */
final class DslContender {
  private DslContender() {}

  /**
   * @param size observations per call of the model; above 1 it is the pattern of Seldon Core 2,
   *     where a batch is summed up in memory and goes on when it is full, and only then
   */
  static Job start(ContenderSettings settings, AppConfig config, int size) throws Exception {
    RivalScorer scorer = new RivalScorer(settings);
    Topology topology =
        new OuterJoins(/* partial= */ true)
            .topology(
                config,
                joined ->
                    scored(joined, scorer, size)
                        .to(
                            TestBed.rivalResults(config),
                            Produced.with(Serdes.String(), Serdes.ByteArray())));
    return new StreamsJob(topology, config, scorer);
  }

  private static KStream<String, byte[]> scored(
      KStream<String, Parts> joined, RivalScorer scorer, int size) {
    if (size > 1) {
      return joined.process(() -> new SizeBatch(scorer, size), Named.as("batch"));
    }
    return joined.mapValues(
        parts -> RivalScorer.encode(scorer.score(List.of(scorer.prepare(parts.present()))).get(0)));
  }
}
