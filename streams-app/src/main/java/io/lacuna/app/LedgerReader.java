package io.lacuna.app;

import io.lacuna.app.topology.Stores;
import io.lacuna.app.window.Ledger;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Sums the conservation ledgers of a pipeline's tasks in this process. */
public final class LedgerReader {
  private final KafkaStreams streams;

  public LedgerReader(KafkaStreams streams) {
    this.streams = streams;
  }

  /**
   * The sum over this process's partitions, or empty while they cannot be read, as in a rebalance
   * or after the stop. Its progress is that of any task that has not logged all of it yet.
   */
  public Optional<TaskLedger> sum(String pipeline) {
    TaskLedger total = Ledger.empty();
    try {
      ReadOnlyKeyValueStore<String, TaskLedger> ledgers =
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  Stores.Names.of(pipeline).ledger(), QueryableStoreTypes.keyValueStore()));
      try (KeyValueIterator<String, TaskLedger> all = ledgers.all()) {
        all.forEachRemaining(task -> add(total, task.value));
      }
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return Optional.empty();
    }
    return Optional.of(total);
  }

  private static void add(TaskLedger total, TaskLedger task) {
    total.setOpened(total.getOpened() + task.getOpened());
    total.setFinished(total.getFinished() + task.getFinished());
    total.setAbsorbed(total.getAbsorbed() + task.getAbsorbed());
    total.setScored(total.getScored() + task.getScored());
    if (task.getProgress() != null) {
      total.setProgress(task.getProgress());
    }
    for (Modality m : Modality.values()) {
      ModalityLedger to = total.getModalities().get(m.ordinal());
      ModalityLedger from = task.getModalities().get(m.ordinal());
      to.setIn(to.getIn() + from.getIn());
      to.setUsed(to.getUsed() + from.getUsed());
      to.setSuperseded(to.getSuperseded() + from.getSuperseded());
      to.setDuplicate(to.getDuplicate() + from.getDuplicate());
      to.setMarker(to.getMarker() + from.getMarker());
      to.setLate(to.getLate() + from.getLate());
      to.setError(to.getError() + from.getError());
      to.setDeadLetter(to.getDeadLetter() + from.getDeadLetter());
      to.setOpen(to.getOpen() + from.getOpen());
    }
  }
}
