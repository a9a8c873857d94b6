package io.lacuna.app.topology;

import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WindowStates;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.schema.state.TaskLedger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Ledger and windows of one task, as its processors see them. Each change is written to the stores
 * at once, so that it commits with offsets and outputs; what was read or written lately is also
 * held decoded, because a subject's samples come close together. Owned by the task's thread.
 */
public final class TaskState implements WindowStates {
  /** Subjects that are held decoded. */
  private static final int LATELY = 1_000;

  private static final String LEDGER_KEY = "ledger";

  private final KeyValueStore<String, SubjectWindows> windows;
  private final KeyValueStore<String, TaskLedger> ledgers;
  private final Map<String, SubjectWindows> decoded =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SubjectWindows> eldest) {
          return size() > LATELY;
        }
      };
  private final Ledger ledger;

  TaskState(ProcessorContext<?, ?> context, Stores.Names names) {
    this.windows = context.getStateStore(names.windows());
    this.ledgers = context.getStateStore(names.ledger());
    this.ledger = ledger(ledgers);
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

  public void saveLedger() {
    ledgers.put(LEDGER_KEY, ledger.state());
  }

  @Override
  public SubjectWindows get(String subject) {
    SubjectWindows held = decoded.get(subject);
    if (held == null) {
      held = windows.get(subject);
      if (held != null) {
        decoded.put(subject, held);
      }
    }
    return held;
  }

  @Override
  public void put(String subject, SubjectWindows of) {
    windows.put(subject, of);
    if (of == null) {
      decoded.remove(subject);
    } else {
      decoded.put(subject, of);
    }
  }

  @Override
  public void forEach(BiConsumer<String, SubjectWindows> visitor) {
    try (KeyValueIterator<String, SubjectWindows> all = windows.all()) {
      while (all.hasNext()) {
        KeyValue<String, SubjectWindows> entry = all.next();
        visitor.accept(entry.key, entry.value);
      }
    }
  }
}
