package io.lacuna.bench.torture;

import io.lacuna.app.adapters.RegistryTopic;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.schema.CutOver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** Adapters that take over from one another, and the rule that says which scores which window. */
final class Swaps implements AutoCloseable {
  /** Beyond the lead, for the time that announcing takes while brokers are away. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final Bed bed;
  private final RegistryTopic topic;
  private final NavigableMap<Long, String> rule = new ConcurrentSkipListMap<>();
  private int number;

  Swaps(Bed bed) {
    this.bed = bed;
    this.topic = new RegistryTopic(bed.config.adapters().topic(), bed.schemas, bed.connection());
    rule.put(Long.MIN_VALUE, bed.firstAdapter);
  }

  /** Announces another adapter and cuts over to it. */
  void next() {
    try {
      number++;
      AdapterFolder.Verified adapter = bed.adapters.write(number);
      Path folder = bed.adapters.folder(number);
      topic.announce(Bed.PIPELINE, adapter, folder, folder.toString(), List.of(), List.of());
      Instant from =
          Instant.ofEpochMilli(System.currentTimeMillis()).plus(TortureSettings.LEAD).plus(SLACK);
      topic.publish(
          Bed.PIPELINE,
          new CutOver(UUID.randomUUID().toString(), "*/*", adapter.digest(), from, null, null));
      rule.put(from.toEpochMilli(), adapter.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write an adapter", e);
    }
  }

  /** Digest of the adapter by the first window start that it serves, UTC ms. */
  NavigableMap<Long, String> rule() {
    return rule;
  }

  @Override
  public void close() {
    topic.close();
  }
}
