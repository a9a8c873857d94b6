package io.lacuna.bench.ladder.contender;

import io.lacuna.bench.variant.Parts;
import io.lacuna.model.score.ScoringRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Holds observations in memory until there are enough for a call. A re-write of a pattern: no time
 * limit, no changelog, so that a last part waits for ever and a crash forgets what was held.
 */
final class SizeBatch extends ContextualProcessor<String, Parts, String, byte[]> {
  private final RivalScorer scorer;
  private final int size;
  private final List<Record<String, Parts>> held = new ArrayList<>();

  SizeBatch(RivalScorer scorer, int size) {
    this.scorer = scorer;
    this.size = size;
  }

  @Override
  public void process(Record<String, Parts> record) {
    held.add(record);
    if (held.size() < size) {
      return;
    }
    List<ScoringRequest> requests =
        held.stream().map(r -> scorer.prepare(r.value().present())).toList();
    List<RivalScorer.Scored> scored = scorer.score(requests);
    for (int i = 0; i < scored.size(); i++) {
      context().forward(held.get(i).withValue(RivalScorer.encode(scored.get(i))));
    }
    held.clear();
  }
}
