package io.lacuna.app.simulate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A store in memory that begins with given contents, as one restored from its changelog does.
 *
 * @param kept what is kept in the place of a value
 */
record SeededStore(String name, Map<Bytes, byte[]> contents, UnaryOperator<byte[]> kept)
    implements KeyValueBytesStoreSupplier {
  @Override
  @SuppressWarnings("unchecked")
  public KeyValueStore<Bytes, byte[]> get() {
    KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
    contents.forEach(store::put);
    return (KeyValueStore<Bytes, byte[]>)
        Proxy.newProxyInstance(
            KeyValueStore.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("put") && args[1] != null) {
                args[1] = kept.apply((byte[]) args[1]);
              }
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public String metricsScope() {
    return "in-memory";
  }
}
