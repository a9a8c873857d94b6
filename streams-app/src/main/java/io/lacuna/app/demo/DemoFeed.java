package io.lacuna.app.demo;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.schema.Modality;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** The players of all pipelines, each on its own thread, started at one instant. */
final class DemoFeed {
  private final Map<String, FeedPlayer> players = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long total;

  /**
   * @param dir where the start of the time-lapse is kept, so that a restart goes on where it was
   */
  DemoFeed(
      DemoOptions options,
      AppConfig config,
      Path dir,
      Admin admin,
      Producer<byte[], byte[]> producer,
      RegistryAvro registry)
      throws IOException, ExecutionException, InterruptedException {
    long start = startOfTimeLapse(dir);
    long records = 0;
    for (PipelineConfig pipeline : config.pipelines()) {
      RecordingFolder recording =
          new RecordingFolder(options.recordings().resolve(pipeline.name()));
      TimeLapse times =
          new TimeLapse(recording.manifest().firstArrivalMs(), start, options.speed());
      players.put(
          pipeline.name(),
          new FeedPlayer(
              recording, pipeline.topics(), registry, producer, times, sent(admin, pipeline)));
      records += FeedPlayer.size(recording);
    }
    this.total = records;
  }

  private static long startOfTimeLapse(Path dir) throws IOException {
    Path file = dir.resolve("time-lapse-start");
    if (!Files.exists(file)) {
      Files.writeString(file, Long.toString(System.currentTimeMillis()));
    }
    return Long.parseLong(Files.readString(file).trim());
  }

  private static Map<Modality, Long> sent(Admin admin, PipelineConfig pipeline)
      throws ExecutionException, InterruptedException {
    Map<Modality, Long> sent = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      String topic = pipeline.topics().input(m);
      var partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
      Map<TopicPartition, OffsetSpec> query =
          partitions.stream()
              .collect(
                  Collectors.toMap(
                      p -> new TopicPartition(topic, p.partition()), p -> OffsetSpec.latest()));
      sent.put(
          m,
          admin.listOffsets(query).all().get().values().stream().mapToLong(o -> o.offset()).sum());
    }
    return sent;
  }

  /** Starts playing; {@code untilMs} is wall clock, UTC ms. */
  void start(long untilMs) {
    players.forEach(
        (name, player) -> {
          Thread t =
              new Thread(
                  () -> {
                    try {
                      player.play(untilMs);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  "lacuna-feed-" + name);
          t.setDaemon(true);
          t.start();
          threads.add(t);
        });
  }

  boolean isPlaying() {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  FeedPlayer player(String pipeline) {
    return players.get(pipeline);
  }

  /** Records sent by this run. */
  long played() {
    return players.values().stream().mapToLong(FeedPlayer::played).sum();
  }

  /** Records in all recordings. */
  long total() {
    return total;
  }
}
