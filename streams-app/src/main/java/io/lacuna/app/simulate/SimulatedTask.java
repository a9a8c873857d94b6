package io.lacuna.app.simulate;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.drive.SeededStore;
import io.lacuna.app.drive.TaskDriver;
import io.lacuna.app.drive.World;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.topology.Children;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.TaskLedger;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A task of the real topology in a driver, over all its lives: a restart closes the driver and
 * makes another whose stores begin with what the changelogs of those before it held.
 */
final class SimulatedTask implements AutoCloseable {
  private static final String APPLICATION = "simulation";
  private static final List<String> STORES =
      List.of("windows", "older", "ledger", "pending", "results");

  /** What the outside learns from a task. */
  interface Observer {
    void seen(Seen entry);

    /** An emission was decided; its prediction may come later. */
    void decided(Prediction draft);
  }

  private record Located(String topic, int partition, long offset) implements RecordMetadata {}

  private final SimulatedPipeline shared;
  private final Surroundings surroundings;
  private final SimulatedLog log;
  private final SimulatedScorer scorer;
  private final Observer observer;
  private final PipelineConfig pipeline;
  private final Map<String, Map<Bytes, byte[]>> contents = new HashMap<>();
  private final int[] position = new int[Modality.values().length];
  private final String scoring;
  private final Map<Modality, String> inputs = new EnumMap<>(Modality.class);
  private final List<WindowDecision> decisions = new ArrayList<>();
  private TaskDriver driver;

  SimulatedTask(
      SimulatedPipeline shared,
      DrawnPolicy policy,
      Surroundings surroundings,
      SimulatedLog log,
      Observer observer) {
    this.shared = shared;
    this.surroundings = surroundings;
    this.log = log;
    this.observer = observer;
    this.pipeline = shared.pipeline(surroundings.policy(policy));
    this.scorer = new SimulatedScorer(log, surroundings, observer::seen);
    this.scoring = Children.of(pipeline.name()).scoring();
    for (Modality m : Modality.values()) {
      inputs.put(m, pipeline.topics().input(m));
    }
    STORES.forEach(store -> contents.put(store, new TreeMap<>()));
    open();
  }

  SimulatedScorer scorer() {
    return scorer;
  }

  /** Offset of the next record to read. */
  int position(Modality m) {
    return position[m.ordinal()];
  }

  /** Reads the next record of the partition; false when there is none. */
  boolean read(Modality m) {
    int offset = position(m);
    if (offset >= log.partition(m).size()) {
      return false;
    }
    position[m.ordinal()]++;
    SimulatedLog.Entry entry = log.partition(m).get(offset);
    observer.seen(new Seen.Read(new Ref(m, offset), entry.record(), log.wallMs()));
    driver.read(m, shared.key(entry), shared.value(entry), new RecordHeaders(), entry.appendedMs());
    return true;
  }

  void advance(int byMs) {
    log.advance(byMs);
    driver.advance(Duration.ofMillis(byMs));
  }

  void restart() {
    keepDecisions();
    for (String store : STORES) {
      Map<Bytes, byte[]> held = contents.get(store);
      for (TestRecord<byte[], byte[]> change : driver.changes(pipeline.name() + "-" + store)) {
        if (change.value() == null) {
          held.remove(Bytes.wrap(change.key()));
        } else {
          held.put(Bytes.wrap(change.key()), change.value());
        }
      }
    }
    driver.close();
    scorer.restart();
    open();
  }

  private void open() {
    driver =
        new TaskDriver(
            APPLICATION,
            shared.config(),
            pipeline,
            shared.registry(),
            new PipelineTopology.Collaborators(
                scorer,
                new PredictionWriter(new SimulatedModel()),
                new PayloadCache(1 << 20),
                new PipelineMetrics(new CompositeMeterRegistry(), pipeline.name())),
            (name, partition, positions) -> tick(positions),
            usual -> seeded(usual.name()),
            new Life(position.clone()),
            log.wallMs());
  }

  private long[] tick(long[] positions) {
    long[] truth = log.readToEndAt(positions);
    List<Long> told = new ArrayList<>();
    for (long at : truth) {
      told.add(at);
    }
    observer.seen(new Seen.Tick(log.wallMs(), told));
    return surroundings.readToEnd(truth, log.wallMs());
  }

  private SeededStore seeded(String name) {
    String role = name.substring(name.lastIndexOf('-') + 1);
    return new SeededStore(name, surroundings.restored(role, contents.get(role)));
  }

  TaskLedger ledger() {
    return TaskState.ledger(
            driver.<String, TaskLedger>store(Stores.Names.of(pipeline.name()).ledger()))
        .state();
  }

  /** Emissions that were decided and whose predictions were not yet forwarded. */
  int pending() {
    return size(Stores.Names.of(pipeline.name()).pending());
  }

  /** Subjects with windows that are open or remembered. */
  int subjects() {
    return size(Stores.Names.of(pipeline.name()).windows());
  }

  private int size(String store) {
    // exact for a store in memory
    return (int) driver.store(store).approximateNumEntries();
  }

  /** The predictions since the last call. */
  List<Prediction> predictions() {
    return values(topics().predictions(), shared.registry().deserializer(Prediction.class));
  }

  /** All that came to the decisions log in all lives so far. */
  List<WindowDecision> decisions() {
    keepDecisions();
    return decisions;
  }

  private void keepDecisions() {
    decisions.addAll(
        values(topics().decisions(), shared.registry().deserializer(WindowDecision.class)));
  }

  PipelineConfig pipeline() {
    return pipeline;
  }

  /** The late samples since the last call. */
  List<LateSample> late() {
    return values(topics().late(), shared.registry().deserializer(LateSample.class));
  }

  /** The dead letters since the last call. */
  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver.taken(
        topics().deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Topics topics() {
    return pipeline.topics();
  }

  private <T> List<T> values(String topic, Deserializer<T> deserializer) {
    List<T> values = new ArrayList<>();
    driver.taken(topic, new StringDeserializer(), deserializer).forEach(r -> values.add(r.value()));
    return values;
  }

  @Override
  public void close() {
    driver.close();
  }

  private final class Life implements World {
    private final int[] begin;

    Life(int[] begin) {
      this.begin = begin;
    }

    @Override
    public RecordMetadata located(RecordMetadata byDriver) {
      for (Modality m : Modality.values()) {
        if (inputs.get(m).equals(byDriver.topic())) {
          return new Located(
              byDriver.topic(), byDriver.partition(), begin[m.ordinal()] + byDriver.offset());
        }
      }
      return byDriver;
    }

    @Override
    public long wall(long nowMs) {
      return surroundings.wall(nowMs);
    }

    @Override
    public void forward(
        String child, Record<Object, Object> record, Consumer<Record<Object, Object>> onward) {
      if (child.equals(scoring)) {
        observer.decided(((PendingObservation) record.value()).getDraft());
      }
      surroundings
          .forwarded(record.value())
          .forEach(value -> onward.accept(record.withValue(value)));
    }
  }
}
