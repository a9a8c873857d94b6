package io.lacuna.app;

import io.lacuna.app.batch.ScoringHealth;
import io.lacuna.app.web.HealthSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/** Health as the state of the Streams client and the pipelines' scoring tell it. Thread-safe. */
final class AppHealth implements HealthSource {
  private volatile State state = State.CREATED;
  private volatile boolean hasRun;
  private final Map<String, Supplier<String>> further = new ConcurrentSkipListMap<>();
  private final Map<String, ScoringHealth> scoring = new ConcurrentSkipListMap<>();

  void watch(String pipeline, ScoringHealth of) {
    scoring.put(pipeline, of);
  }

  void onChange(State now) {
    state = now;
    hasRun |= now == State.RUNNING;
  }

  /** Adds a line to the details; what it says must be safe to ask from any thread. */
  void detail(String name, Supplier<String> words) {
    further.put(name, words);
  }

  @Override
  public boolean live() {
    return state != State.ERROR && state != State.PENDING_ERROR && state != State.NOT_RUNNING;
  }

  @Override
  public boolean ready() {
    return state == State.RUNNING
        && scoring.values().stream().allMatch(s -> s.stoppedBy().isEmpty());
  }

  @Override
  public boolean started() {
    return hasRun;
  }

  @Override
  public Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("streams", state.name().toLowerCase(java.util.Locale.ROOT));
    further.forEach((name, words) -> details.put(name, words.get()));
    scoring.forEach((pipeline, s) -> details.put(pipeline, s.stoppedBy().orElse("scoring")));
    return details;
  }
}
