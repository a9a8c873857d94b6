package io.lacuna.app.topology;

import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WindowStates;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.TaskLedger;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Ledger and windows of one task, as its processors see them. Each change is written to the stores
 * at once, so that it commits with offsets and outputs; what was read or written lately is also
 * held decoded. Owned by the task's thread.
 */
public final class TaskState implements WindowStates {
  private static final String LEDGER_KEY = "ledger";

  private final StoredWindows windows;
  private final KeyValueStore<String, TaskLedger> ledgers;
  private final Ledger ledger;
  private final ProgressLog progress;

  TaskState(ProcessorContext<?, ?> context, Stores.Names names) {
    this.windows =
        new StoredWindows(
            context.getStateStore(names.windows()), context.getStateStore(names.older()));
    this.ledgers = context.getStateStore(names.ledger());
    this.ledger = ledger(ledgers);
    this.progress = new ProgressLog(ledger.state());
  }

  /** The ledger as a store has it; empty where nothing was read yet. */
  public static Ledger ledger(KeyValueStore<String, TaskLedger> store) {
    TaskLedger state = store.get(LEDGER_KEY);
    return new Ledger(state == null ? Ledger.empty() : state);
  }

  /** The task's ledger. Save it after a change. */
  public Ledger ledger() {
    return ledger;
  }

  /** What the decisions log lacks; saved with the ledger. */
  public ProgressLog progress() {
    return progress;
  }

  public void saveLedger() {
    ledgers.put(LEDGER_KEY, ledger.state());
  }

  @Override
  public List<OpenWindow> get(String subject) {
    return windows.get(subject);
  }

  @Override
  public void put(String subject, OpenWindow window) {
    windows.put(subject, window);
  }

  @Override
  public void remove(String subject, OpenWindow window) {
    windows.remove(subject, window);
  }

  @Override
  public void forEach(BiConsumer<String, OpenWindow> visitor) {
    windows.forEach(visitor);
  }
}
