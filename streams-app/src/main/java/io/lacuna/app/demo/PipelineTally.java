package io.lacuna.app.demo;

import io.lacuna.schema.Cause;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * What a consumer has seen of one pipeline: the highest revision per observation, and how long it
 * took from the last needed sample's send to here. Used by one thread.
 */
final class PipelineTally {
  private final Map<String, Prediction> latest = new LinkedHashMap<>();
  private final Histogram latencyMs = new Histogram(3);
  private long predictions;
  private long finals;
  private long finalsTwice;
  private long revisionGaps;

  /**
   * @param sentAt when the sample a reference names was sent, UTC ms; null when not known
   */
  void add(Prediction p, long nowMs, Function<SampleRef, Long> sentAt) {
    predictions++;
    String key = p.getSubject() + '\n' + p.getWindowId();
    Prediction before = latest.put(key, p);
    int expected = before == null ? 0 : before.getRevision() + 1;
    if (p.getRevision() != expected) {
      revisionGaps++;
    }
    if (p.getIsFinal()) {
      finals++;
      if (before != null && before.getIsFinal()) {
        finalsTwice++;
      }
    }
    if (p.getCause() == Cause.COMPLETE || p.getCause() == Cause.LATE) {
      p.getInputs().stream()
          .map(sentAt)
          .filter(at -> at != null)
          .mapToLong(Long::longValue)
          .max()
          .ifPresent(last -> latencyMs.recordValue(Math.max(0, nowMs - last)));
    }
  }

  Collection<Prediction> latest() {
    return latest.values();
  }

  long predictions() {
    return predictions;
  }

  long finals() {
    return finals;
  }

  /** Finals of an observation that had one; must be 0. */
  long finalsTwice() {
    return finalsTwice;
  }

  /** Revisions that do not follow their predecessor; must be 0. */
  long revisionGaps() {
    return revisionGaps;
  }

  long latencyMs(double percentile) {
    return latencyMs.getTotalCount() == 0 ? -1 : latencyMs.getValueAtPercentile(percentile);
  }
}
