package io.lacuna.app.adapters;

import io.lacuna.app.route.RouteKey;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.schema.Announcement;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Objection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry topic says of one pipeline. Which cut-overs stand is a function of the topic
 * and the configuration alone, so that every instance routes alike, before and after a restart. For
 * one thread.
 *
 * <p>A service that cannot follow a cut-over says so in the topic. That counts within a third of
 * the lead after the cut-over; no window that it is for is routed within the second third, so that
 * everybody has read what counts before, even if clocks differ by a third of the lead.
 */
public final class PipelineLog {

  /**
   * A cut-over as it stands in the topic.
   *
   * @param publishedMs timestamp of its record, UTC ms
   * @param refusal why it is not followed, as reason word and detail; null when it is
   */
  public record Published(CutOver cutOver, long publishedMs, String refusal) {
    public boolean stands() {
      return refusal == null;
    }

    private Published refused(String why) {
      return new Published(cutOver, publishedMs, why);
    }
  }

  private final long leadMs;
  private final Optional<PromotionGate> gate;
  private final Map<String, Announcement> announcements = new LinkedHashMap<>();
  private final Map<String, Published> cutOvers = new LinkedHashMap<>();
  private long version;

  public PipelineLog(Duration lead, Optional<PromotionGate> gate) {
    this.leadMs = lead.toMillis();
    this.gate = gate;
  }

  /** Takes the next event of the pipeline, with its record's timestamp, UTC ms. */
  public void apply(Object event, long publishedMs) {
    version++;
    if (event instanceof Announcement announcement) {
      announcements.put(announcement.getAdapterDigest(), announcement);
    } else if (event instanceof CutOver cutOver) {
      cutOvers.put(
          cutOver.getId(), new Published(cutOver, publishedMs, refusal(cutOver, publishedMs)));
    } else if (event instanceof Objection objection) {
      cutOvers.computeIfPresent(
          objection.getCutOver(),
          (id, published) ->
              published.stands() && publishedMs <= objectionsUntil(published)
                  ? published.refused(objection.getReason() + ": " + objection.getDetail())
                  : published);
    }
  }

  private String refusal(CutOver cutOver, long publishedMs) {
    try {
      check(cutOver, publishedMs);
      return null;
    } catch (CutOverRefused e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  /** The part of the rule that needs no file and no clock but the topic's. */
  private void check(CutOver cutOver, long publishedMs) throws CutOverRefused {
    try {
      RouteKey.parse(cutOver.getRoute());
    } catch (IllegalArgumentException e) {
      throw new CutOverRefused(CutOverReason.ROUTE_INVALID, e.getMessage());
    }
    long lead = cutOver.getFrom().toEpochMilli() - publishedMs;
    if (lead < leadMs) {
      throw new CutOverRefused(
          CutOverReason.TOO_SOON,
          "its first window starts "
              + lead
              + " ms after its publication; adapters.lead asks for "
              + leadMs);
    }
    if (gate.isPresent()) {
      gate.get().check(cutOver);
    }
  }

  /** Rises with every event. */
  long version() {
    return version;
  }

  /** Last instant at which an objection to a cut-over counts, UTC ms. */
  long objectionsUntil(Published published) {
    return published.publishedMs() + leadMs / 3;
  }

  /** Latest window start that can be routed when the topic was read to its end at an instant. */
  long horizon(long readToEndMs) {
    return readToEndMs + leadMs / 3;
  }

  /** All cut-overs in the order of their publication. */
  public List<Published> cutOvers() {
    return List.copyOf(cutOvers.values());
  }

  /** All adapters that were announced, by digest. */
  public Map<String, Announcement> announcements() {
    return announcements;
  }

  /** Who serves from when. */
  public RouteTimeline timeline(RoutingTable initial) {
    List<RouteTimeline.Change> changes = new ArrayList<>();
    for (Published p : cutOvers.values()) {
      if (p.stands()) {
        changes.add(
            new RouteTimeline.Change(
                RouteKey.parse(p.cutOver().getRoute()),
                p.cutOver().getAdapterDigest(),
                p.cutOver().getFrom().toEpochMilli()));
      }
    }
    return RouteTimeline.of(initial, changes);
  }
}
