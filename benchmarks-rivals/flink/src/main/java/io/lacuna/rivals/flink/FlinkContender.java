package io.lacuna.rivals.flink;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink's contender as a process, on its mini-cluster: {@code FlinkContender SETTINGS.json}.
 *
 * <p>Choices, as somebody who knows Flink would make them for low latency: exactly-once checkpoints
 * every 100 ms, because the sink commits with them; state on the heap, as some seconds of samples
 * are small; network buffers flushed after 5 ms; one subtask, as the model takes one core and the
 * batches stay full, and as the product has one stream thread; async I/O without order, since each
 * subject has one answer. Watermarks lag by the grace. A partition that is idle for 5 s no longer
 * holds event time back; where all are, event time stands still.
 */
public final class FlinkContender {
  private static final Duration CHECKPOINTS = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration TRANSACTION = Duration.ofMinutes(10);
  private static final long BUFFER_MS = 5;
  private static final int IN_FLIGHT = 256;
  private static final int USAGE = 2;

  private FlinkContender() {}

  /** Takes the settings file as its only argument. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: FlinkContender SETTINGS.json");
      System.exit(USAGE);
    }
    ContenderSettings settings = ContenderSettings.read(Path.of(args[0]));
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings));
    flink.setParallelism(1);
    flink.setBufferTimeout(BUFFER_MS);
    flink.getConfig().enableObjectReuse();
    DataStream<Answered> answers =
        AsyncDataStream.unorderedWait(
            flink
                .fromSource(source(settings), watermarks(settings), "samples")
                .keyBy(piece -> piece.subject)
                .process(new EventTimeJoin(settings.windowMs())),
            new AsyncScoring(args[0], settings.batch()),
            TRANSACTION.toSeconds(),
            TimeUnit.SECONDS,
            IN_FLIGHT);
    answers.sinkTo(sink(settings));
    JobClient job = flink.executeAsync(settings.id());
    while (job.getJobStatus().get() != JobStatus.RUNNING) {
      new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    }
    System.out.println(ContenderSettings.READY);
    job.getJobExecutionResult().get();
  }

  private static Configuration configuration(ContenderSettings settings) throws IOException {
    Path checkpoints = Files.createDirectories(Path.of(settings.state()));
    Configuration conf = new Configuration();
    conf.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINTS);
    conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    conf.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    latest(checkpoints)
        .ifPresent(path -> conf.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    return conf;
  }

  /** The newest checkpoint that is whole: what a cluster's high availability would find. */
  private static Optional<Path> latest(Path checkpoints) throws IOException {
    List<Path> whole = new ArrayList<>();
    try (Stream<Path> all = Files.walk(checkpoints, 3)) {
      all.filter(p -> p.getFileName().toString().equals("_metadata")).forEach(whole::add);
    }
    return whole.stream()
        .max(Comparator.comparingLong(p -> p.toFile().lastModified()))
        .map(Path::getParent);
  }

  private static KafkaSource<Piece> source(ContenderSettings settings) {
    return KafkaSource.<Piece>builder()
        .setBootstrapServers(settings.bootstrapServers())
        .setGroupId(settings.id())
        .setTopics(List.copyOf(settings.inputs().values()))
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new PieceReader(settings))
        .build();
  }

  private static WatermarkStrategy<Piece> watermarks(ContenderSettings settings) {
    // the record's timestamp is its event time, and the source takes it as that
    return WatermarkStrategy.<Piece>forBoundedOutOfOrderness(Duration.ofMillis(settings.graceMs()))
        .withIdleness(IDLE);
  }

  private static KafkaSink<Answered> sink(ContenderSettings settings) {
    return KafkaSink.<Answered>builder()
        .setBootstrapServers(settings.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(settings.id())
        .setProperty("transaction.timeout.ms", Long.toString(TRANSACTION.toMillis()))
        .setRecordSerializer(new AnswerWriter(settings.results()))
        .build();
  }
}
