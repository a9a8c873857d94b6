package io.lacuna.app.adapters;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.adapters.PipelineLog.Published;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.route.RouteKey;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.schema.CutOver;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;

/** The registry topic for people who promote adapters. */
public final class AdapterLibrary implements AutoCloseable {
  private static final long READ_BACK_MS = 20_000;

  private final AppConfig config;
  private final RegistryAvro avro;
  private final RegistryTopic topic;

  private AdapterLibrary(AppConfig config, RegistryAvro avro, RegistryTopic topic) {
    this.config = config;
    this.avro = avro;
    this.topic = topic;
  }

  /**
   * @param config without a registry topic only {@link #describe} works
   */
  public static AdapterLibrary open(AppConfig config) {
    if (config.adapters().topic() == null) {
      return new AdapterLibrary(config, null, null);
    }
    RegistryAvro avro = RegistryAvro.connect(config.registry());
    avro.bootstrapCompatibility(List.of(config.adapters().topic()));
    return new AdapterLibrary(
        config,
        avro,
        new RegistryTopic(config.adapters().topic(), avro, ClientSettings.connection(config)));
  }

  /**
   * Verifies a folder and announces it.
   *
   * @param location the folder as services see it
   * @throws io.lacuna.model.adapter.AdapterException if it is refused
   */
  public AdapterFolder.Verified publish(
      String pipeline, Path folder, String location, List<String> sites, List<String> masks)
      throws IOException {
    requireTopic();
    masks.forEach(PresenceMask::parse);
    AdapterFolder.Verified adapter = AdapterFolder.verify(folder, pipeline(pipeline).base());
    topic.announce(pipeline, adapter, folder, location, sites, masks);
    return adapter;
  }

  /**
   * Publishes a cut-over and reads back whether it stands.
   *
   * @param adapter id or digest of an adapter that was announced or stands in the configuration
   * @param from first window start
   * @param evaluation JSON, or null
   * @param signature of the evaluation, or null
   * @throws CutOverRefused if it cannot stand; nothing was published when that was clear before
   */
  public CutOver cutOver(
      String pipeline,
      String route,
      String adapter,
      Instant from,
      String evaluation,
      byte[] signature)
      throws CutOverRefused, InterruptedException {
    requireTopic();
    PipelineConfig target = pipeline(pipeline);
    CutOver cutOver =
        new CutOver(
            UUID.randomUUID().toString(),
            RouteKey.parse(route).toString(),
            digest(target, read(target), adapter),
            from.truncatedTo(ChronoUnit.MILLIS),
            evaluation,
            signature == null ? null : ByteBuffer.wrap(signature));
    PipelineLog trial = AdapterServing.log(config, target);
    trial.apply(cutOver, System.currentTimeMillis());
    refuse(trial.cutOvers().get(0));
    topic.publish(pipeline, cutOver);
    refuse(published(target, cutOver.getId()));
    return cutOver;
  }

  private Published published(PipelineConfig pipeline, String id) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_BACK_MS);
    while (System.nanoTime() < until) {
      for (Published p : read(pipeline).cutOvers()) {
        if (p.cutOver().getId().equals(id)) {
          return p;
        }
      }
    }
    throw new IllegalStateException("the cut-over was written and cannot be read back");
  }

  private static void refuse(Published published) throws CutOverRefused {
    if (!published.stands()) {
      String[] parts = published.refusal().split(": ", 2);
      throw new CutOverRefused(parts[0], parts[1]);
    }
  }

  private String digest(PipelineConfig pipeline, PipelineLog log, String adapter)
      throws CutOverRefused {
    Map<String, String> ids = new LinkedHashMap<>();
    ids.putAll(AdapterFolder.digests(pipeline.adapters()));
    // of two announced under one id the later one is meant
    log.announcements().forEach((digest, a) -> ids.put(a.getAdapter(), digest));
    if (ids.containsValue(adapter) || log.announcements().containsKey(adapter)) {
      return adapter;
    }
    String digest = ids.get(adapter);
    if (digest == null) {
      throw new CutOverRefused(
          CutOverReason.NOT_ANNOUNCED, adapter + " is none of " + ids.keySet());
    }
    return digest;
  }

  private PipelineLog read(PipelineConfig pipeline) {
    PipelineLog log = AdapterServing.log(config, pipeline);
    try (RegistryReader reader =
        new RegistryReader(
            config.adapters().topic(),
            avro,
            ClientSettings.connection(config),
            Map.of(pipeline.name(), log))) {
      reader.readToEnd();
    }
    return log;
  }

  /** Routes in force for windows that start now, and what was announced and published. */
  public List<String> describe(Instant now) {
    List<String> lines = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      describe(pipeline, now, lines);
    }
    return lines;
  }

  private void describe(PipelineConfig pipeline, Instant now, List<String> lines) {
    Map<String, String> folders = AdapterFolder.digests(pipeline.adapters());
    RoutingTable table =
        RoutingTable.of(pipeline.routes(), folders, folders.values().iterator().next());
    Map<String, String> ids = new LinkedHashMap<>();
    folders.forEach((id, digest) -> ids.put(digest, id));
    Optional<PipelineLog> log = topic == null ? Optional.empty() : Optional.of(read(pipeline));
    log.ifPresent(l -> l.announcements().forEach((d, a) -> ids.put(d, a.getAdapter())));
    RoutingTable inForce = log.map(l -> l.timeline(table).at(now.toEpochMilli())).orElse(table);
    lines.add(pipeline.name() + ": routes of windows that start at " + now);
    inForce
        .describe(digest -> ids.getOrDefault(digest, "unknown"))
        .forEach(line -> lines.add("  " + line));
    lines.add("  adapters");
    folders.forEach((id, digest) -> lines.add("    " + id + " " + digest + " in a folder"));
    log.ifPresent(l -> describe(l, lines));
  }

  private static void describe(PipelineLog log, List<String> lines) {
    log.announcements()
        .values()
        .forEach(
            a ->
                lines.add(
                    "    "
                        + a.getAdapter()
                        + " "
                        + a.getAdapterDigest()
                        + " at "
                        + a.getLocation()));
    lines.add("  cut-overs");
    for (Published p : log.cutOvers()) {
      lines.add(
          String.format(
              "    %s %s → %s published %s %s",
              p.cutOver().getFrom(),
              p.cutOver().getRoute(),
              p.cutOver().getAdapterDigest().substring(0, 12),
              Instant.ofEpochMilli(p.publishedMs()),
              p.stands() ? "stands" : "refused: " + p.refusal()));
    }
  }

  private PipelineConfig pipeline(String name) {
    return config.pipelines().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "--pipeline",
                    name,
                    "must be one of "
                        + config.pipelines().stream().map(PipelineConfig::name).toList()));
  }

  private void requireTopic() {
    if (topic == null) {
      throw new ConfigException(
          "adapters.source", "folder", "must be topic, or nobody reads what is announced");
    }
  }

  @Override
  public void close() {
    if (topic != null) {
      topic.close();
      avro.close();
    }
  }
}
