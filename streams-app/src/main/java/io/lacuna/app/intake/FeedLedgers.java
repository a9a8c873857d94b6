package io.lacuna.app.intake;

import io.lacuna.schema.state.FeedLedger;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Sums the conservation ledgers of a feed's tasks in this process. */
public final class FeedLedgers {
  static final String KEY = "ledger";

  private final KafkaStreams streams;

  public FeedLedgers(KafkaStreams streams) {
    this.streams = streams;
  }

  static FeedLedger empty() {
    return FeedLedger.newBuilder().build();
  }

  /** The sum over this process's partitions, or empty while they cannot be read. */
  public Optional<FeedLedger> sum(String feed) {
    FeedLedger total = empty();
    try {
      ReadOnlyKeyValueStore<String, FeedLedger> ledgers =
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  IntakeNames.Feed.of(feed).ledger(), QueryableStoreTypes.keyValueStore()));
      try (KeyValueIterator<String, FeedLedger> all = ledgers.all()) {
        all.forEachRemaining(task -> add(total, task.value));
      }
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return Optional.empty();
    }
    return Optional.of(total);
  }

  private static void add(FeedLedger total, FeedLedger task) {
    total.setPartitionTime(Math.max(total.getPartitionTime(), task.getPartitionTime()));
    total.setIn(total.getIn() + task.getIn());
    total.setForwarded(total.getForwarded() + task.getForwarded());
    total.setWaiting(total.getWaiting() + task.getWaiting());
    total.setDeadLetter(total.getDeadLetter() + task.getDeadLetter());
  }
}
