package io.lacuna.app;

import io.lacuna.app.batch.ScoringHealth;
import io.lacuna.app.web.HealthSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/** Health as the state of the Streams clients and the pipelines' scoring tell it. Thread-safe. */
final class AppHealth implements HealthSource {
  private volatile State state = State.CREATED;
  private volatile boolean hasRun;
  private final Map<String, Supplier<String>> further = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<State>> beside = new ConcurrentSkipListMap<>();
  private final Map<String, ScoringHealth> scoring = new ConcurrentSkipListMap<>();

  void watch(String pipeline, ScoringHealth of) {
    scoring.put(pipeline, of);
  }

  /** Adds another Streams client, without which the application is not whole. */
  void watch(String name, Supplier<State> streams) {
    beside.put(name, streams);
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
    return isLive(state) && beside.values().stream().allMatch(s -> isLive(s.get()));
  }

  private static boolean isLive(State state) {
    return state != State.ERROR && state != State.PENDING_ERROR && state != State.NOT_RUNNING;
  }

  @Override
  public boolean ready() {
    return state == State.RUNNING
        && beside.values().stream().allMatch(s -> s.get() == State.RUNNING)
        && scoring.values().stream().allMatch(s -> s.stoppedBy().isEmpty());
  }

  @Override
  public boolean started() {
    return hasRun;
  }

  @Override
  public Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("streams", word(state));
    beside.forEach((name, streams) -> details.put(name, word(streams.get())));
    further.forEach((name, words) -> details.put(name, words.get()));
    scoring.forEach((pipeline, s) -> details.put(pipeline, s.stoppedBy().orElse("scoring")));
    return details;
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
