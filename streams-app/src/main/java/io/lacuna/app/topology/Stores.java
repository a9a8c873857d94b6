package io.lacuna.app.topology;

import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The state stores of a pipeline's tasks. All are logged, so they commit with offsets and outputs,
 * and cached: what changes more than once between commits is logged once.
 */
public final class Stores {
  /** Names of a pipeline's stores. */
  public record Names(String windows, String older, String ledger, String pending, String results) {
    public static Names of(String pipeline) {
      return new Names(
          pipeline + "-windows",
          pipeline + "-older",
          pipeline + "-ledger",
          pipeline + "-pending",
          pipeline + "-results");
    }
  }

  private Stores() {}

  /** subject → its latest windows. */
  static StoreBuilder<KeyValueStore<String, SubjectWindows>> windows(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return windows(names.windows(), storage);
  }

  /** subject and number → one older window. */
  static StoreBuilder<KeyValueStore<String, SubjectWindows>> older(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return windows(names.older(), storage);
  }

  private static StoreBuilder<KeyValueStore<String, SubjectWindows>> windows(
      String name, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            storage.apply(org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name)),
            Serdes.String(),
            new StateSerde<>(SubjectWindows.class))
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  static StoreBuilder<KeyValueStore<String, TaskLedger>> ledger(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            storage.apply(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(names.ledger())),
            Serdes.String(),
            new StateSerde<>(TaskLedger.class))
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  /** sequence number → decided, not yet forwarded. */
  static StoreBuilder<KeyValueStore<Long, PendingObservation>> pending(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            storage.apply(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(names.pending())),
            Serdes.Long(),
            new StateSerde<>(PendingObservation.class))
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  /** subject and window → last prediction that is not final. */
  static StoreBuilder<KeyValueStore<String, Prediction>> results(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            storage.apply(
                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(names.results())),
            Serdes.String(),
            new StateSerde<>(Prediction.class))
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }
}
