package io.lacuna.app.adapters;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.Announcement;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The adapters of a recorded registry topic: which were in force when, and where their files are.
 * Which cut-overs stood is a function of the topic, so a replay routes as the live service did.
 */
public final class RecordedRoutes {
  private final PipelineLog log;
  private final AdapterStore store;
  private final String pipeline;

  /**
   * @param storeDir takes copies of adapters that are loaded
   */
  public RecordedRoutes(AppConfig config, PipelineConfig pipeline, Path storeDir) {
    this.log = AdapterServing.log(config, pipeline);
    this.store = new AdapterStore(storeDir, config.adapters().modelsDir());
    this.pipeline = pipeline.name();
  }

  /** Takes the next recorded event, with its record's timestamp, UTC ms. */
  public void apply(AdapterEvent event, long publishedMs) {
    if (event.getPipeline().equals(pipeline)) {
      log.apply(event.getEvent(), publishedMs);
    }
  }

  /**
   * The routes by window start; what they name is loaded.
   *
   * @param initial before the first cut-over
   * @param loaded digests of what is loaded already
   * @throws io.lacuna.model.adapter.AdapterException if an adapter is gone or has changed
   */
  public AdapterRouter router(RoutingTable initial, Collection<String> loaded, AdapterHost host) {
    RouteTimeline timeline = log.timeline(initial);
    for (String adapter : timeline.adaptersFrom(Long.MIN_VALUE)) {
      if (!loaded.contains(adapter)) {
        load(adapter, host);
      }
    }
    return (site, presence, windowStartMs) -> timeline.at(windowStartMs).adapterFor(site, presence);
  }

  /** Whether the topic announced the adapter. */
  public boolean knows(String adapter) {
    return log.announcements().containsKey(adapter);
  }

  /**
   * Loads an adapter that was announced.
   *
   * @throws io.lacuna.model.adapter.AdapterException if it is gone or has changed
   */
  public void load(String adapter, AdapterHost host) {
    Announcement announced = log.announcements().get(adapter);
    host.load(store.fetch(announced), adapter);
  }
}
