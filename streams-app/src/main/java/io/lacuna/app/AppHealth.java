package io.lacuna.app;

import io.lacuna.app.web.HealthSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/** Health as the state of the Streams client tells it. Thread-safe. */
final class AppHealth implements HealthSource {
  private volatile State state = State.CREATED;
  private volatile boolean hasRun;
  private final Map<String, Supplier<String>> further = new ConcurrentSkipListMap<>();

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
    return state == State.RUNNING;
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
    return details;
  }
}
