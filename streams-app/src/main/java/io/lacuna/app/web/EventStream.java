package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.web.LiveFeed.Changes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The feed as server-sent events for one reader: {@code snapshot} first and whenever the reader
 * fell out of the ring, {@code prediction} for each new row, {@code stats} at most once a second
 * and only when they changed, a comment when nothing was said for 15 s.
 */
final class EventStream {
  private static final Duration STATS_EVERY = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final LiveFeed feed;
  private final InstantSource clock;
  private final ObjectMapper json;
  private LiveFeed.Stats told;
  private long toldAtMs;

  EventStream(LiveFeed feed, InstantSource clock, ObjectMapper json) {
    this.feed = feed;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Writes until the thread is interrupted.
   *
   * @param lastEventId id of the last event that the reader saw; null when it saw none
   * @throws IOException when the reader is gone
   */
  void serve(OutputStream out, String lastEventId) throws IOException, InterruptedException {
    long cursor = feed.cursor(lastEventId);
    long wroteAtMs = clock.millis();
    write(out, "retry: 2000\n\n");
    while (true) {
      Changes changes = feed.changesAfter(cursor, STATS_EVERY);
      cursor = changes.cursor();
      String events = events(changes);
      if (events.isEmpty() && clock.millis() - wroteAtMs >= HEARTBEAT.toMillis()) {
        events = ": still here\n\n";
      }
      if (!events.isEmpty()) {
        write(out, events);
        wroteAtMs = clock.millis();
      }
    }
  }

  /** The body of a snapshot event. */
  static Map<String, Object> snapshot(Changes changes, InstantSource clock) {
    return Map.of("now", clock.millis(), "rows", changes.rows(), "stats", changes.stats());
  }

  private String events(Changes changes) throws JsonProcessingException {
    StringBuilder s = new StringBuilder();
    long now = clock.millis();
    if (changes.snapshot()) {
      told = changes.stats();
      toldAtMs = now;
      s.append("id: ").append(feed.eventId(changes.cursor())).append('\n');
      event(s, "snapshot", snapshot(changes, clock));
    } else {
      for (LivePrediction row : changes.rows()) {
        s.append("id: ").append(feed.eventId(row.seq())).append('\n');
        event(s, "prediction", row);
      }
    }
    if (!changes.stats().equals(told) && now - toldAtMs >= STATS_EVERY.toMillis()) {
      event(s, "stats", changes.stats());
      told = changes.stats();
      toldAtMs = now;
    }
    return s.toString();
  }

  private void event(StringBuilder s, String name, Object body) throws JsonProcessingException {
    s.append("event: ").append(name).append('\n');
    s.append("data: ").append(json.writeValueAsString(body)).append("\n\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }
}
