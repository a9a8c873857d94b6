package io.lacuna.app.drive;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A store in memory that begins with given contents, as one restored from its changelog does. */
public record SeededStore(String name, Map<Bytes, byte[]> contents)
    implements KeyValueBytesStoreSupplier {
  @Override
  public KeyValueStore<Bytes, byte[]> get() {
    KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
    contents.forEach(store::put);
    return store;
  }

  @Override
  public String metricsScope() {
    return "in-memory";
  }
}
