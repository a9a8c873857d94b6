package io.lacuna.app.topology;

import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WindowStates;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The state stores of a pipeline's tasks; all logged, so they commit with offsets and outputs. */
public final class Stores {
  private static final String LEDGER_KEY = "ledger";

  /** Names of a pipeline's stores. */
  public record Names(String windows, String ledger, String pending, String results) {
    public static Names of(String pipeline) {
      return new Names(
          pipeline + "-windows",
          pipeline + "-ledger",
          pipeline + "-pending",
          pipeline + "-results");
    }
  }

  private Stores() {}

  /** subject → its open windows. */
  static StoreBuilder<KeyValueStore<String, SubjectWindows>> windows(
      Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            storage.apply(
                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(names.windows())),
            Serdes.String(),
            new StateSerde<>(SubjectWindows.class))
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
        .withLoggingEnabled(Map.of());
  }

  /** The task's ledger, from its store. Save it after use. */
  public static Ledger load(KeyValueStore<String, TaskLedger> store) {
    TaskLedger state = store.get(LEDGER_KEY);
    return new Ledger(state == null ? Ledger.empty() : state);
  }

  public static void save(KeyValueStore<String, TaskLedger> store, Ledger ledger) {
    store.put(LEDGER_KEY, ledger.state());
  }

  /** The window rule's view of the windows store. */
  static WindowStates states(KeyValueStore<String, SubjectWindows> store) {
    return new WindowStates() {
      @Override
      public SubjectWindows get(String subject) {
        return store.get(subject);
      }

      @Override
      public void put(String subject, SubjectWindows windows) {
        if (windows == null) {
          store.delete(subject);
        } else {
          store.put(subject, windows);
        }
      }

      @Override
      public void forEach(BiConsumer<String, SubjectWindows> visitor) {
        try (KeyValueIterator<String, SubjectWindows> all = store.all()) {
          while (all.hasNext()) {
            KeyValue<String, SubjectWindows> entry = all.next();
            visitor.accept(entry.key, entry.value);
          }
        }
      }
    };
  }
}
