package io.lacuna.app.drive;

import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A topology whose stores have neither changelog nor cache. A driver commits after each record, so
 * that a cache would be emptied as often and save nothing.
 */
final class UnloggedTopology extends Topology {
  UnloggedTopology(TopologyConfig config) {
    super(config);
  }

  @Override
  public synchronized <S extends StateStore> Topology addStateStore(
      StoreBuilder<S> store, String... processors) {
    return super.addStateStore(store.withLoggingDisabled().withCachingDisabled(), processors);
  }
}
