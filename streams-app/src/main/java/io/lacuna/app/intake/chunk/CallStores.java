package io.lacuna.app.intake.chunk;

import io.lacuna.app.topology.StateSerde;
import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.schema.state.HeldChunk;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state stores of a feed's tasks. All are logged, so they commit with offsets and outputs. The
 * audio is apart: it is written once and taken out once, and a restart need not read it.
 */
final class CallStores {
  /** Names of a feed's stores; part of what is on the brokers. */
  record Names(String chunks, String audio, String calls, String ledger) {
    static Names of(String feed) {
      return new Names(feed + "-chunks", feed + "-audio", feed + "-calls", feed + "-call-ledger");
    }
  }

  private final Names names;
  private final UnaryOperator<KeyValueBytesStoreSupplier> storage;

  /**
   * @param storage takes where a store is kept in a live service and says where it is kept here
   */
  CallStores(Names names, UnaryOperator<KeyValueBytesStoreSupplier> storage) {
    this.names = names;
    this.storage = storage;
  }

  /** call, channel and sequence → what is known of the chunk. */
  StoreBuilder<KeyValueStore<String, HeldChunk>> chunks() {
    return cached(Stores.persistentKeyValueStore(names.chunks()), HeldChunk.class);
  }

  /**
   * call, channel and sequence → signed 16-bit little-endian audio, sealed where there are keys.
   */
  StoreBuilder<KeyValueStore<String, byte[]>> audio() {
    return Stores.keyValueStoreBuilder(
            storage.apply(Stores.persistentKeyValueStore(names.audio())),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }

  /** call → its utterances. */
  StoreBuilder<KeyValueStore<String, CallAudio>> calls() {
    return cached(Stores.persistentKeyValueStore(names.calls()), CallAudio.class);
  }

  StoreBuilder<KeyValueStore<String, CallLedger>> ledger() {
    return cached(Stores.inMemoryKeyValueStore(names.ledger()), CallLedger.class);
  }

  private <V extends SpecificRecordBase> StoreBuilder<KeyValueStore<String, V>> cached(
      KeyValueBytesStoreSupplier supplier, Class<V> type) {
    return Stores.keyValueStoreBuilder(
            storage.apply(supplier), Serdes.String(), new StateSerde<>(type))
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }
}
