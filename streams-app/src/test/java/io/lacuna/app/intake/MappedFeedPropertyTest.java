package io.lacuna.app.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.IntakeHarness;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any course of samples, mappings, merges, tombstones, waits and restarts: each sample is sent on
 * once, under the subject that its key had then, or is a dead letter once, or still waits.
 */
class MappedFeedPropertyTest {
  private static final int STEPS = 250;
  private static final List<String> KEYS = List.of("A1", "A2", "A3", "A4", "A5");

  @TempDir Path dir;

  /** What a plain map says must happen. */
  private final Map<String, String> subjects = new HashMap<>();

  private final Map<String, List<String>> waiting = new TreeMap<>();
  private final List<String> expected = new ArrayList<>();
  private int samples;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everySampleGoesOneWay(long seed) {
    Random random = new Random(seed);
    List<String> forwarded = new ArrayList<>();
    List<String> given = new ArrayList<>();
    try (IntakeHarness h = IntakeHarness.mapped(dir)) {
      for (int step = 0; step < STEPS; step++) {
        step(h, random);
        h.forwarded().forEach(r -> forwarded.add(r.key() + "<-" + payload(r.value())));
        for (TestRecord<byte[], byte[]> letter : h.deadLetters()) {
          given.add(new String(letter.key(), StandardCharsets.UTF_8));
        }
        assertThat(h.balances()).as("seed %d step %d", seed, step).containsOnly(0L);
      }
      assertThat(forwarded).as("seed %d", seed).isEqualTo(expected);
      long still = waiting.values().stream().mapToLong(List::size).sum();
      assertThat(h.ledger("radiology").getIn()).isEqualTo(samples);
      assertThat(h.ledger("radiology").getWaiting()).isEqualTo(still);
      assertThat(samples).isEqualTo(forwarded.size() + given.size() + (int) still);
    }
    assertThat(forwarded).as("the course is no idle one").isNotEmpty();
    assertThat(given).isNotEmpty();
  }

  private void step(IntakeHarness h, Random random) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    int what = random.nextInt(20);
    if (what < 12) {
      String payload = "x" + samples++;
      // event time stands still, so that patience ends by the wall clock alone
      h.sendImage(key, 0, payload);
      place(key, payload);
    } else if (what < 15) {
      String subject = "p" + random.nextInt(3);
      h.map(key, subject);
      subjects.put(key, subject);
      List<String> released = waiting.remove(key);
      if (released != null) {
        released.forEach(payload -> expected.add(subject + "<-" + payload));
      }
    } else if (what < 18) {
      h.unmap(key);
      subjects.remove(key);
    } else if (what < 19) {
      h.restart();
    } else {
      h.wall(Duration.ofSeconds(61));
      h.ticks();
      waiting.clear();
    }
  }

  private void place(String key, String payload) {
    String subject = subjects.get(key);
    if (subject == null) {
      waiting.computeIfAbsent(key, k -> new ArrayList<>()).add(payload);
    } else {
      expected.add(subject + "<-" + payload);
    }
  }

  private static String payload(Sample sample) {
    return StandardCharsets.UTF_8.decode(((InlineBytes) sample.getPayload()).getBytes()).toString();
  }
}
