package io.lacuna.app.topology;

import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.SubjectWindows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The windows of a task in their stores. A subject's latest windows, which samples change, are one
 * value; each older one, which waits for its retention, is a value of its own. So a sample writes
 * as much for a subject that remembers hundreds of windows as for one that has two.
 */
final class StoredWindows {
  /** Windows in a subject's own value: the current one and the one before. */
  private static final int LATEST = 2;

  /** Windows that are held decoded. */
  private static final int DECODED = 4_000;

  /** The windows of a subject in the order in which they were opened. */
  private static final class Held {
    final List<OpenWindow> windows = new ArrayList<>();

    /** Numbers of the first windows of the list, which are values of their own. */
    final Deque<Long> older = new ArrayDeque<>();

    /** The next number; not 0 where older windows must be looked for. */
    long next;

    int indexOf(String windowId) {
      for (int i = windows.size() - 1; i >= 0; i--) {
        if (windows.get(i).getWindowId().equals(windowId)) {
          return i;
        }
      }
      return -1;
    }
  }

  private final KeyValueStore<String, SubjectWindows> latest;
  private final KeyValueStore<String, SubjectWindows> older;
  private final Map<String, Held> decoded = new LinkedHashMap<>(16, 0.75f, true);
  private int decodedWindows;

  /**
   * @param latest subject → its latest windows
   * @param older subject and number → one window
   */
  StoredWindows(
      KeyValueStore<String, SubjectWindows> latest, KeyValueStore<String, SubjectWindows> older) {
    this.latest = latest;
    this.older = older;
  }

  List<OpenWindow> get(String subject) {
    return Collections.unmodifiableList(held(subject).windows);
  }

  void put(String subject, OpenWindow w) {
    Held held = held(subject);
    int i = held.indexOf(w.getWindowId());
    if (i < 0) {
      held.windows.add(w);
      decodedWindows++;
      setAside(subject, held);
      writeLatest(subject, held);
    } else {
      held.windows.set(i, w);
      if (i < held.older.size()) {
        older.put(key(subject, number(held, i)), alone(w));
      } else {
        writeLatest(subject, held);
      }
    }
    trim();
  }

  void remove(String subject, OpenWindow w) {
    Held held = held(subject);
    int i = held.indexOf(w.getWindowId());
    held.windows.remove(i);
    decodedWindows--;
    if (i < held.older.size()) {
      long number = number(held, i);
      older.delete(key(subject, number));
      held.older.remove(number);
    }
    if (held.older.isEmpty()) {
      held.next = 0;
    }
    writeLatest(subject, held);
  }

  void forEach(BiConsumer<String, OpenWindow> visitor) {
    try (KeyValueIterator<String, SubjectWindows> subjects = latest.all()) {
      while (subjects.hasNext()) {
        KeyValue<String, SubjectWindows> entry = subjects.next();
        read(entry.key, entry.value).windows.forEach(w -> visitor.accept(entry.key, w));
      }
    }
  }

  private void setAside(String subject, Held held) {
    while (held.windows.size() - held.older.size() > LATEST) {
      long number = held.next++;
      older.put(key(subject, number), alone(held.windows.get(held.older.size())));
      held.older.add(number);
    }
  }

  private void writeLatest(String subject, Held held) {
    if (held.windows.isEmpty()) {
      latest.delete(subject);
      decoded.remove(subject);
    } else {
      List<OpenWindow> own = held.windows.subList(held.older.size(), held.windows.size());
      latest.put(subject, new SubjectWindows(own, held.next));
      decoded.put(subject, held);
    }
  }

  private Held held(String subject) {
    Held held = decoded.get(subject);
    if (held == null) {
      held = read(subject, latest.get(subject));
      if (!held.windows.isEmpty()) {
        decoded.put(subject, held);
        decodedWindows += held.windows.size();
      }
    }
    return held;
  }

  private Held read(String subject, SubjectWindows own) {
    Held held = new Held();
    if (own == null) {
      return held;
    }
    held.next = own.getOlder();
    if (held.next > 0) {
      String prefix = prefix(subject);
      try (KeyValueIterator<String, SubjectWindows> all =
          older.prefixScan(prefix, new StringSerializer())) {
        while (all.hasNext()) {
          KeyValue<String, SubjectWindows> entry = all.next();
          held.older.add(Long.parseLong(entry.key.substring(prefix.length()), 16));
          held.windows.addAll(entry.value.getWindows());
        }
      }
    }
    held.windows.addAll(own.getWindows());
    return held;
  }

  /** What was used least goes first; the subject that was used last stays. */
  private void trim() {
    Iterator<Held> oldest = decoded.values().iterator();
    while (decodedWindows > DECODED && decoded.size() > 1) {
      decodedWindows -= oldest.next().windows.size();
      oldest.remove();
    }
  }

  private static long number(Held held, int index) {
    Iterator<Long> numbers = held.older.iterator();
    for (int i = 0; i < index; i++) {
      numbers.next();
    }
    return numbers.next();
  }

  private static SubjectWindows alone(OpenWindow w) {
    return new SubjectWindows(List.of(w), 0L);
  }

  private static String key(String subject, long number) {
    return prefix(subject) + String.format("%016x", number);
  }

  /** The length tells where the subject ends: no subject's prefix is that of another. */
  private static String prefix(String subject) {
    return subject.length() + ":" + subject;
  }
}
