package io.lacuna.app.intake.chunk;

import io.lacuna.schema.state.CallLedger;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Sums the conservation ledgers of a feed's tasks in this process. */
public final class CallLedgers {
  private final KafkaStreams streams;

  public CallLedgers(KafkaStreams streams) {
    this.streams = streams;
  }

  /**
   * The counts over this process's partitions, or empty while they cannot be read. Times and
   * positions, which have no sum, are −1.
   */
  public Optional<CallLedger> sum(String feed) {
    CallLedger total = CallLedger.newBuilder().build();
    try {
      ReadOnlyKeyValueStore<String, CallLedger> ledgers =
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  CallStores.Names.of(feed).ledger(), QueryableStoreTypes.keyValueStore()));
      try (KeyValueIterator<String, CallLedger> all = ledgers.all()) {
        all.forEachRemaining(task -> add(total, task.value));
      }
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return Optional.empty();
    }
    return Optional.of(total);
  }

  static void add(CallLedger total, CallLedger task) {
    for (Schema.Field column : CallLedger.getClassSchema().getFields()) {
      boolean isCount = ((Long) column.defaultVal()) == 0;
      if (isCount) {
        long sum = (Long) total.get(column.pos()) + (Long) task.get(column.pos());
        total.put(column.pos(), sum);
      }
    }
  }
}
