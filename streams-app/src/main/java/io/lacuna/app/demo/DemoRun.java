package io.lacuna.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.LivePage;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.evaluate.Truth;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams.State;

/** One demo: everything in this process, from the broker to the summary. */
final class DemoRun {
  static final int PARTITIONS = 2;
  private static final Duration SETTLE = Duration.ofSeconds(60);

  private final DemoOptions options;
  private final AppConfig config;
  private final LivePage page;
  private final PrintStream out;
  private final PrintStream talk;
  private final Map<String, Truth> truths = new LinkedHashMap<>();
  private final Map<String, PipelineTally> tallies = new ConcurrentHashMap<>();

  /**
   * @param page shows each prediction too, or null
   */
  DemoRun(DemoOptions options, AppConfig config, LivePage page, PrintStream out, PrintStream talk)
      throws IOException {
    this.page = page;
    this.options = options;
    this.config = config;
    this.out = out;
    this.talk = talk;
    for (PipelineConfig p : config.pipelines()) {
      truths.put(p.name(), Truth.read(options.recordings().resolve(p.name())));
      tallies.put(p.name(), new PipelineTally());
    }
  }

  /** Runs to the end; true when every record and observation is accounted for. */
  boolean run(EmbeddedDefault embedded, RegistryAvro registry, LacunaApp app, Admin admin)
      throws IOException, ExecutionException, InterruptedException {
    new TopicSetup(config, admin)
        .create(PARTITIONS, (short) 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    long began = System.currentTimeMillis();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", embedded.bootstrapServers(), "linger.ms", 2),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      app.start();
      awaitRunning(app);
      DemoFeed feed = new DemoFeed(options, config, options.dir(), admin, producer, registry);
      try (PredictionTail tail =
          new PredictionTail(
              config.pipelines(),
              Map.of("bootstrap.servers", embedded.bootstrapServers()),
              registry,
              true,
              (p, now) -> onPrediction(p, now, feed))) {
        // not from the start of the service, which may take longer than the play
        long playing = System.currentTimeMillis();
        feed.start(options.seconds() == 0 ? Long.MAX_VALUE : playing + options.seconds() * 1000L);
        LedgerReader ledgers = new LedgerReader(app.streams());
        boolean settled = awaitSettled(feed, ledgers, app);
        Map<String, TaskLedger> sums = sums(ledgers);
        tail.drain(Duration.ofSeconds(15));
        return report(app, sums, settled, System.currentTimeMillis() - began);
      }
    }
  }

  private void awaitRunning(LacunaApp app) throws InterruptedException {
    while (app.state() != State.RUNNING) {
      if (app.state() == State.ERROR) {
        throw new IllegalStateException("the application did not start; see the log above");
      }
      Thread.sleep(50);
    }
  }

  private void onPrediction(Prediction p, long now, DemoFeed feed) {
    PipelineTally tally = tallies.get(p.getPipeline());
    synchronized (tally) {
      tally.add(p, now, feed.player(p.getPipeline())::sentAt);
    }
    if (page != null) {
      page.offer(p);
    }
    if (!options.json()) {
      out.println(PredictionRow.of(p, truths.get(p.getPipeline())));
    }
  }

  /**
   * Waits until the feed is played and every observation is final; false if that takes too long.
   */
  private boolean awaitSettled(DemoFeed feed, LedgerReader ledgers, LacunaApp app)
      throws InterruptedException {
    Progress progress = new Progress(talk, feed);
    long giveUp = Long.MAX_VALUE;
    while (System.currentTimeMillis() < giveUp) {
      if (app.state() == State.ERROR) {
        return false;
      }
      Thread.sleep(200);
      Map<String, TaskLedger> sums = sums(ledgers);
      progress.show(sums);
      if (!feed.isPlaying()) {
        giveUp = Math.min(giveUp, System.currentTimeMillis() + longestWindow() + SETTLE.toMillis());
        if (isSettled(sums, feed)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isSettled(Map<String, TaskLedger> sums, DemoFeed feed) {
    long read =
        sums.values().stream()
            .flatMap(l -> l.getModalities().stream())
            .mapToLong(m -> m.getIn())
            .sum();
    return sums.size() == config.pipelines().size()
        && read >= feed.played()
        && sums.entrySet().stream().allMatch(e -> isSettled(e.getKey(), e.getValue()));
  }

  /** All observations are final, and a reader of committed records has seen each final. */
  private boolean isSettled(String pipeline, TaskLedger ledger) {
    PipelineTally tally = tallies.get(pipeline);
    synchronized (tally) {
      return ledger.getOpened() == ledger.getFinished() && tally.finals() >= ledger.getFinished();
    }
  }

  private long longestWindow() {
    return config.pipelines().stream()
        .map(PipelineConfig::window)
        .mapToLong(w -> w.size().plus(w.grace()).plus(w.retention()).toMillis())
        .max()
        .orElse(0);
  }

  private Map<String, TaskLedger> sums(LedgerReader ledgers) {
    Map<String, TaskLedger> sums = new LinkedHashMap<>();
    for (PipelineConfig p : config.pipelines()) {
      ledgers.sum(p.name()).ifPresent(l -> sums.put(p.name(), l));
    }
    return sums;
  }

  private boolean report(
      LacunaApp app, Map<String, TaskLedger> sums, boolean settled, long elapsedMs)
      throws IOException {
    boolean balanced = settled;
    Map<String, Object> pipelines = new LinkedHashMap<>();
    for (PipelineConfig p : config.pipelines()) {
      TaskLedger ledger = sums.get(p.name());
      PipelineTally tally = tallies.get(p.name());
      synchronized (tally) {
        balanced &= ledger != null && DemoSummary.balances(tally, ledger);
        if (ledger != null) {
          pipelines.put(
              p.name(),
              DemoSummary.of(
                  tally,
                  truths.get(p.name()),
                  ledger,
                  app.metrics().get(p.name()).meanBatchSize(),
                  config.batch().maxSize()));
        }
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("seconds", elapsedMs / 1000.0);
    tree.put("balanced", balanced);
    tree.put("pipelines", pipelines);
    if (options.json()) {
      out.println(new ObjectMapper().writeValueAsString(tree));
    } else {
      pipelines.forEach((name, p) -> out.print(text(name, p)));
      out.println(
          balanced
              ? "every record and every observation is accounted for"
              : "NOT everything is accounted for");
    }
    return balanced;
  }

  @SuppressWarnings("unchecked")
  private static String text(String name, Object pipeline) {
    return DemoSummary.text(name, (Map<String, Object>) pipeline);
  }
}
