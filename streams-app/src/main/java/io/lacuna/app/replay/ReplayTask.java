package io.lacuna.app.replay;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.Scorer;
import io.lacuna.app.drive.TaskDriver;
import io.lacuna.app.drive.World;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.topology.PipelineTopology;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.TaskLedger;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The task of one partition in a replay: it reads what it is given, at the instant it is told, and
 * what it sends on goes to a sink instead of topics. Used by one thread.
 */
final class ReplayTask implements AutoCloseable {
  /** Takes what a processor sends on; true to let it go on to the child. */
  interface Sink {
    boolean sent(String child, Record<Object, Object> record);
  }

  private record Located(String topic, int partition, long offset) implements RecordMetadata {}

  private final Question question;
  private final int partition;
  private final TaskDriver driver;
  private final Duration tick;
  private RecordMetadata current;
  private long nowMs;
  private long[] readToEnd;

  /**
   * @param cache takes the samples that are read
   * @param startMs wall clock before the first record, UTC ms
   */
  ReplayTask(
      Question question,
      int partition,
      Scorer scorer,
      PayloadCache cache,
      Sink sink,
      long startMs) {
    this.question = question;
    this.partition = partition;
    this.tick = question.config().tick();
    this.nowMs = startMs;
    forgetReadToEnd();
    this.driver =
        new TaskDriver(
            "replay-" + partition,
            question.config(),
            question.pipeline(),
            question.registry(),
            new PipelineTopology.Collaborators(
                scorer,
                new PredictionWriter(question.model(), question.pipeline().abstainBelow()),
                cache,
                new PipelineMetrics(new CompositeMeterRegistry(), question.pipeline().name())),
            (pipeline, task, positions) -> readToEnd,
            usual -> org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(usual.name()),
            world(sink),
            startMs);
  }

  private World world(Sink sink) {
    return new World() {
      @Override
      public RecordMetadata located(RecordMetadata byDriver) {
        return current;
      }

      @Override
      public int partition() {
        return partition;
      }

      @Override
      public boolean logsState() {
        return false;
      }

      @Override
      public long wall(long byDriver) {
        return nowMs;
      }

      @Override
      public void forward(
          String child, Record<Object, Object> record, Consumer<Record<Object, Object>> onward) {
        if (sink.sent(child, record)) {
          onward.accept(record);
        }
      }
    };
  }

  private void forgetReadToEnd() {
    readToEnd = new long[Modality.values().length];
    Arrays.fill(readToEnd, -1);
  }

  /** Reads a record when the wall clock shows {@code wallMs}, UTC ms. */
  void read(FedRecord fed, long wallMs) {
    nowMs = wallMs;
    String topic = question.pipeline().topics().input(fed.modality());
    current = new Located(topic, partition, fed.record().getOffset());
    driver.read(
        fed.modality(),
        fed.key(),
        fed.value(),
        fed.headers(),
        fed.record().getTimestamp().toEpochMilli());
  }

  /**
   * Ticks once.
   *
   * @param wallMs wall clock of the tick, UTC ms
   * @param readToEndAt per modality, when its partition was known to be read to its end; −1 = not
   */
  void tick(long wallMs, long[] readToEndAt) {
    nowMs = wallMs;
    readToEnd = readToEndAt;
    driver.advance(tick);
    forgetReadToEnd();
  }

  /** Takes outcomes that came meanwhile, without a tick that could decide something. */
  void collect() {
    driver.advance(tick);
  }

  /** Next offset to process per modality; −1 when nothing was processed. */
  long[] positions() {
    return TaskState.ledger(
            driver.<String, TaskLedger>store(Stores.Names.of(question.pipeline().name()).ledger()))
        .positions();
  }

  /** Observations that are not final yet. */
  long open() {
    TaskLedger ledger =
        TaskState.ledger(
                driver.<String, TaskLedger>store(
                    Stores.Names.of(question.pipeline().name()).ledger()))
            .state();
    return ledger.getOpened() - ledger.getFinished() - ledger.getAbsorbed();
  }

  @Override
  public void close() {
    driver.close();
  }
}
