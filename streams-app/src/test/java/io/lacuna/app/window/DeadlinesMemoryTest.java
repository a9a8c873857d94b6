package io.lacuna.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.ConfigLoader;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an open window costs on the heap while nothing happens to it. */
class DeadlinesMemoryTest {
  private static final int WINDOWS = 100_000;

  /** The ids of 16 and 13 characters take 112 of them; trees of objects took 986. */
  private static final long MOST_BYTES = 400;

  @Test
  void aMillionOpenWindowsFitASmallHeap() {
    WindowPolicy policy =
        ConfigLoader.load(
                Map.of(
                    "bootstrap.servers", "localhost:9092",
                    "schema.registry.url", "mock://memory",
                    "pipelines", "patient"),
                Map.of(),
                Map.of())
            .pipelines()
            .get(0)
            .window();
    WindowLocator locator = new WindowLocator(policy);
    Deadlines deadlines = new Deadlines(policy);
    long before = heap();
    for (int i = 0; i < WINDOWS; i++) {
      long eventMs = 1_700_000_000_000L + i;
      String subject = String.format("%016x", i * 0x9e3779b97f4a7c15L);
      OpenWindow w = locator.create(arrival(subject, eventMs), eventMs);
      w.setWindowId(Long.toString(eventMs));
      deadlines.set(subject, w);
    }
    long bytes = (heap() - before) / WINDOWS;
    assertThat(deadlines.waiting()).isEqualTo(WINDOWS);
    assertThat(bytes).isBetween(100L, MOST_BYTES);
  }

  private static Arrival arrival(String subject, long eventMs) {
    return new Arrival(
        subject, Modality.IMAGE, 0, 0, eventMs, null, null, null, null, new byte[32], null);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
