package io.lacuna.bench.micro;

import io.lacuna.app.topology.StateSerde;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.app.topology.TaskStates;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state of one task in stores of the kind that a service has: windows on disk, the ledger in
 * memory. Without the cache in front of them and without changelogs, which are Kafka Streams' own.
 */
final class TaskFixture implements AutoCloseable {
  private final Path dir;
  private final MockProcessorContext<Object, Object> context;
  private final List<StateStore> stores = new ArrayList<>();

  TaskFixture() throws IOException {
    dir = Files.createTempDirectory("lacuna-micro");
    context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), dir.toFile());
    Stores.Names names = Stores.Names.of("patient");
    open(onDisk(names.windows()), SubjectWindows.class);
    open(onDisk(names.older()), SubjectWindows.class);
    open(
        org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(names.ledger()),
        TaskLedger.class);
  }

  private static KeyValueBytesStoreSupplier onDisk(String name) {
    return org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name);
  }

  private <T extends SpecificRecordBase> void open(KeyValueBytesStoreSupplier where, Class<T> of) {
    KeyValueStore<String, T> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                where, Serdes.String(), new StateSerde<>(of))
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    stores.add(store);
  }

  /** The state as a task that begins sees it: nothing is held decoded. */
  TaskState state() {
    return new TaskStates("patient").of(context);
  }

  @Override
  public void close() throws IOException {
    stores.forEach(StateStore::close);
    Utils.delete(dir.toFile());
  }
}
