package io.lacuna.app;

import io.lacuna.app.web.HealthSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams.State;

/** Health as the state of the Streams client tells it. Thread-safe. */
final class AppHealth implements HealthSource {
  private volatile State state = State.CREATED;
  private volatile boolean hasRun;

  void onChange(State now) {
    state = now;
    hasRun |= now == State.RUNNING;
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
    return details;
  }
}
