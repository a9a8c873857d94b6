package io.lacuna.app.adapters;

import io.lacuna.app.adapters.PipelineLog.Published;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RouteKey;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.schema.Announcement;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Objection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapters of one pipeline as the registry's thread keeps them: those that a window can be
 * routed to from now on are loaded ahead, others when a window needs them, and the least used go
 * when there are too many. For one thread.
 */
public final class PipelineAdapters {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineAdapters.class);
  private static final long RETRY_MS = 5_000;
  private static final long TIDY_MS = 600_000;

  private final String pipeline;
  private final PipelineLog log;
  private final RoutingTable initial;
  private final LiveRoutes routes;
  private final AdapterHost host;
  private final AdapterStore store;
  private final long rememberedMs;
  private final int maxLoaded;
  private final PipelineMetrics metrics;
  private final Set<String> examined = new HashSet<>();
  private final Map<String, Long> retryAt = new HashMap<>();
  private RouteTimeline timeline;
  private long seen = -1;
  private long tidyAt = Long.MIN_VALUE;

  /**
   * @param initial table before any cut-over
   * @param store where copies are kept
   * @param remembered for how long after its start a window can be corrected
   * @param maxLoaded announced adapters that may stay in memory though no coming window needs them
   */
  PipelineAdapters(
      String pipeline,
      PipelineLog log,
      RoutingTable initial,
      LiveRoutes routes,
      AdapterHost host,
      AdapterStore store,
      Duration remembered,
      int maxLoaded,
      PipelineMetrics metrics) {
    this.pipeline = pipeline;
    this.log = log;
    this.initial = initial;
    this.routes = routes;
    this.host = host;
    this.store = store;
    this.rememberedMs = remembered.toMillis();
    this.maxLoaded = maxLoaded;
    this.metrics = metrics;
  }

  /** Tells the routes what is known after the topic was read to an end of that instant, UTC ms. */
  void know(long readToEndMs) {
    if (log.version() != seen) {
      seen = log.version();
      timeline = log.timeline(initial);
    }
    routes.know(timeline, log.horizon(readToEndMs));
  }

  /** Examines new cut-overs and brings memory in line with the routes. */
  void catchUp(long nowMs, RegistryTopic topic) {
    for (Published published : log.cutOvers()) {
      if (!examined.contains(published.cutOver().getId())) {
        examine(published, nowMs, topic);
        // not before: an objection that could not be written is tried again
        examined.add(published.cutOver().getId());
      }
    }
    Set<String> ahead = timeline.adaptersFrom(nowMs);
    retryAt.values().removeIf(at -> at <= nowMs);
    routes.wanted().forEach(adapter -> loadAgain(adapter, nowMs));
    ahead.forEach(adapter -> loadAgain(adapter, nowMs));
    evict(ahead);
    tidy(nowMs);
  }

  private void examine(Published published, long nowMs, RegistryTopic topic) {
    boolean open = nowMs <= log.objectionsUntil(published);
    CutOver cutOver = published.cutOver();
    if (!published.stands()) {
      if (open) {
        told(cutOver, published.refusal());
      }
      return;
    }
    if (!open) {
      return;
    }
    try {
      check(cutOver);
      load(cutOver.getAdapterDigest());
      LOG.info(
          "{}: from {} on, {} is served by adapter {}",
          pipeline,
          cutOver.getFrom(),
          cutOver.getRoute(),
          cutOver.getAdapterDigest());
    } catch (CutOverRefused e) {
      object(cutOver, e.reason(), e.getMessage(), topic);
      retryAt.put(cutOver.getAdapterDigest(), nowMs + RETRY_MS);
    } catch (AdapterException e) {
      object(cutOver, e.reason().name(), e.getMessage(), topic);
      retryAt.put(cutOver.getAdapterDigest(), nowMs + RETRY_MS);
    } catch (RuntimeException e) {
      // the disk or the engine, not the adapter: it is tried again before a window needs it
      LOG.warn("{}: cannot load {}: {}", pipeline, cutOver.getAdapterDigest(), e.toString());
    }
  }

  private void object(CutOver cutOver, String reason, String detail, RegistryTopic topic) {
    topic.publish(pipeline, new Objection(cutOver.getId(), reason, detail));
    told(cutOver, reason + ": " + detail);
  }

  private void told(CutOver cutOver, String refusal) {
    metrics.refused(refusal.substring(0, refusal.indexOf(':')));
    LOG.warn(
        "{}: cut-over {} of {} at {} refused: {}",
        pipeline,
        cutOver.getId(),
        cutOver.getRoute(),
        cutOver.getFrom(),
        refusal);
  }

  private void check(CutOver cutOver) throws CutOverRefused {
    String digest = cutOver.getAdapterDigest();
    Announcement announced = log.announcements().get(digest);
    if (announced == null && !routes.isResident(digest)) {
      throw new CutOverRefused(
          CutOverReason.NOT_ANNOUNCED, "nobody announced adapter " + digest + " before");
    }
    RouteKey key = RouteKey.parse(cutOver.getRoute());
    if (announced != null && !isMeantFor(announced, key)) {
      throw new CutOverRefused(
          CutOverReason.NOT_MEANT_FOR,
          key
              + " is not among sites "
              + announced.getSites()
              + " and masks "
              + announced.getMasks()
              + " of its announcement");
    }
    if (cutOver.getFrom().toEpochMilli() <= routes.latestBoundMs()) {
      throw new CutOverRefused(
          CutOverReason.BEFORE_BOUND,
          "a window that starts at " + routes.latestBoundMs() + " is bound already; check clocks");
    }
  }

  private static boolean isMeantFor(Announcement announced, RouteKey key) {
    boolean site =
        announced.getSites().isEmpty()
            || key.site() != null && announced.getSites().contains(key.site());
    boolean mask =
        announced.getMasks().isEmpty()
            || key.presence() != null && announced.getMasks().contains(key.presence().toString());
    return site && mask;
  }

  private void loadAgain(String adapter, long nowMs) {
    if (routes.isLoaded(adapter) || retryAt.containsKey(adapter)) {
      return;
    }
    try {
      load(adapter);
    } catch (RuntimeException e) {
      retryAt.put(adapter, nowMs + RETRY_MS);
      LOG.warn("{}: windows wait for adapter {}: {}", pipeline, adapter, e.getMessage());
    }
  }

  private void load(String adapter) {
    if (routes.isLoaded(adapter)) {
      return;
    }
    Announcement announced = log.announcements().get(adapter);
    if (announced == null) {
      throw new IllegalStateException("nobody announced it, and no folder holds it");
    }
    host.load(store.fetch(announced), adapter);
    routes.loaded(adapter);
  }

  private void evict(Set<String> ahead) {
    List<String> idle = routes.idle(ahead);
    idle.subList(0, Math.max(0, idle.size() - maxLoaded))
        .forEach(adapter -> routes.free(adapter, host::unload));
  }

  /** Copies stay as long as a window that can still be corrected may be bound to their adapter. */
  private void tidy(long nowMs) {
    if (nowMs >= tidyAt) {
      store.keepOnly(timeline.adaptersFrom(nowMs - rememberedMs));
      tidyAt = nowMs + TIDY_MS;
    }
  }
}
