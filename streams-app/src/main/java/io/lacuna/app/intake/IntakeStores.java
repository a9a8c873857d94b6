package io.lacuna.app.intake;

import io.lacuna.app.topology.StateSerde;
import io.lacuna.schema.state.FeedLedger;
import io.lacuna.schema.state.HeldRecord;
import io.lacuna.schema.state.MappingLedger;
import io.lacuna.schema.state.StoredMapping;
import io.lacuna.schema.state.WaitingSamples;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The state stores of the intake's tasks; all are logged, so they commit with what is sent on. */
final class IntakeStores {
  private final UnaryOperator<KeyValueBytesStoreSupplier> storage;

  /**
   * @param storage takes where a store is kept in a live service and says where it is kept here
   */
  IntakeStores(UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    this.storage = storage;
  }

  StoreBuilder<KeyValueStore<String, FeedLedger>> ledger(IntakeNames.Feed names) {
    return cached(Stores.inMemoryKeyValueStore(names.ledger()), FeedLedger.class);
  }

  StoreBuilder<KeyValueStore<String, WaitingSamples>> index(IntakeNames.Feed names) {
    return cached(Stores.persistentKeyValueStore(names.index()), WaitingSamples.class);
  }

  /**
   * Not cached: a record is written once and taken out once.
   *
   * @param maxRecord {@code record.max.bytes}, which no record that waits comes near
   */
  StoreBuilder<KeyValueStore<Long, HeldRecord>> held(IntakeNames.Feed names, int maxRecord) {
    return store(Stores.persistentKeyValueStore(names.held()), Serdes.Long(), HeldRecord.class)
        .withLoggingEnabled(
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxRecord)));
  }

  StoreBuilder<KeyValueStore<String, StoredMapping>> mappings(IntakeNames.Mapping names) {
    return cached(Stores.persistentKeyValueStore(names.mappings()), StoredMapping.class);
  }

  StoreBuilder<KeyValueStore<String, MappingLedger>> ledger(IntakeNames.Mapping names) {
    return cached(Stores.inMemoryKeyValueStore(names.ledger()), MappingLedger.class);
  }

  private <V extends SpecificRecordBase> StoreBuilder<KeyValueStore<String, V>> cached(
      KeyValueBytesStoreSupplier supplier, Class<V> type) {
    return store(supplier, Serdes.String(), type).withCachingEnabled().withLoggingEnabled(Map.of());
  }

  private <K, V extends SpecificRecordBase> StoreBuilder<KeyValueStore<K, V>> store(
      KeyValueBytesStoreSupplier supplier, Serde<K> keys, Class<V> type) {
    return Stores.keyValueStoreBuilder(storage.apply(supplier), keys, new StateSerde<>(type));
  }
}
