package io.lacuna.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.SubjectWindows;
import io.lacuna.wire.TrustedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows come out of their stores as they went in, and a change writes few of them. */
class StoredWindowsTest {
  @TempDir Path dir;
  private KeyValueStore<String, SubjectWindows> latest;
  private KeyValueStore<String, SubjectWindows> older;

  @BeforeEach
  void open() {
    TrustedRecords.install();
    Stores.Names names = Stores.Names.of("patient");
    latest = open(Stores.windows(names, UnaryOperator.identity()));
    older = open(Stores.older(names, UnaryOperator.identity()));
  }

  private KeyValueStore<String, SubjectWindows> open(
      StoreBuilder<KeyValueStore<String, SubjectWindows>> builder) {
    MockProcessorContext<Object, Object> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), dir.toFile());
    KeyValueStore<String, SubjectWindows> store =
        builder.withLoggingDisabled().withCachingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySequenceOfChangesIsReadBackAfterARestart(long seed) {
    Random random = new Random(seed);
    Map<String, Map<String, OpenWindow>> expected = new TreeMap<>();
    StoredWindows windows = new StoredWindows(latest, older);
    for (int step = 0; step < 400; step++) {
      // one subject's name begins with the other's, and with what looks like a number
      String subject = List.of("p", "p0000000000000000", "1:p").get(random.nextInt(3));
      Map<String, OpenWindow> own = expected.computeIfAbsent(subject, s -> new LinkedHashMap<>());
      List<String> ids = new ArrayList<>(own.keySet());
      if (ids.isEmpty() || random.nextInt(3) == 0) {
        OpenWindow opened = window(Integer.toString(step));
        own.put(opened.getWindowId(), opened);
        windows.put(subject, opened);
      } else {
        OpenWindow w = windows.get(subject).get(random.nextInt(ids.size()));
        if (random.nextBoolean()) {
          w.setNextRevision(step);
          own.get(w.getWindowId()).setNextRevision(step);
          windows.put(subject, w);
        } else {
          own.remove(w.getWindowId());
          windows.remove(subject, w);
        }
      }
      if (random.nextInt(20) == 0) {
        windows = new StoredWindows(latest, older);
      }
      assertThat(windows.get(subject)).containsExactlyElementsOf(own.values());
    }
    Map<String, List<OpenWindow>> all = new TreeMap<>();
    new StoredWindows(latest, older)
        .forEach((subject, w) -> all.computeIfAbsent(subject, s -> new ArrayList<>()).add(w));
    expected.values().removeIf(Map::isEmpty);
    assertThat(all.keySet()).isEqualTo(expected.keySet());
    all.forEach(
        (subject, own) ->
            assertThat(own).containsExactlyElementsOf(expected.get(subject).values()));
  }

  @Test
  void aSubjectWithManyWindowsKeepsOnlyTheLatestInOneValue() {
    StoredWindows windows = new StoredWindows(latest, older);
    for (int i = 0; i < 300; i++) {
      windows.put("p", window(Integer.toString(i)));
    }
    assertThat(latest.get("p").getWindows())
        .extracting(OpenWindow::getWindowId)
        .containsExactly("298", "299");
    for (OpenWindow w : List.copyOf(windows.get("p"))) {
      windows.remove("p", w);
    }
    assertThat(isEmpty(latest)).isTrue();
    assertThat(isEmpty(older)).isTrue();
  }

  @Test
  void windowsThatAnEarlierVersionKeptInOneValueAreReadAndSetAside() {
    List<OpenWindow> many = List.of(window("1"), window("2"), window("3"), window("4"));
    latest.put("p", new SubjectWindows(many, 0L));
    StoredWindows windows = new StoredWindows(latest, older);
    assertThat(windows.get("p")).hasSize(4);
    windows.put("p", window("5"));
    assertThat(latest.get("p").getWindows()).hasSize(2);
    assertThat(new StoredWindows(latest, older).get("p"))
        .extracting(OpenWindow::getWindowId)
        .containsExactly("1", "2", "3", "4", "5");
  }

  private static boolean isEmpty(KeyValueStore<String, SubjectWindows> store) {
    try (KeyValueIterator<String, SubjectWindows> all = store.all()) {
      return !all.hasNext();
    }
  }

  private static OpenWindow window(String id) {
    return OpenWindow.newBuilder()
        .setWindowId(id)
        .setStart(0)
        .setEnd(100)
        .setFirstEventTime(0)
        .setLastEventTime(0)
        .setFirstSeen(0)
        .setNextRevision(0)
        .setHasVerdict(false)
        .setIsFinal(false)
        .setSlots(List.of())
        .build();
  }
}
