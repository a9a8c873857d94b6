package io.lacuna.bench.micro;

import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.topology.TaskState;
import io.lacuna.app.window.Arrival;
import io.lacuna.app.window.Decision;
import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.WindowAssembler;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The window stage of a task that holds 10,000 open windows, most of them on disk only. */
@State(Scope.Thread)
public class WindowBenchmark {
  private static final int WINDOWS = 10_000;
  private static final long STEP_MS = 10;
  private static final long BEGIN_MS = 1_700_000_000_000L;
  private static final byte[] DIGEST = new byte[32];

  private TaskFixture task;
  private TaskState state;
  private WindowAssembler assembler;
  private Ledger ledger;
  private long opened;
  private long completed;
  private long offset;
  private int next;

  @Setup
  public void fill() throws IOException {
    task = new TaskFixture();
    state = task.state();
    ledger = state.ledger();
    assembler = new WindowAssembler(policy(), state);
    while (opened < WINDOWS) {
      open();
    }
  }

  /** A window is forgotten a thousand steps after it was complete. */
  private static WindowPolicy policy() {
    return ConfigLoader.load(
            Map.of(
                "bootstrap.servers", "localhost:9092",
                "schema.registry.url", "mock://micro",
                "pipelines", "patient",
                "patient.window.kind", "from-first",
                "patient.window.size", (WINDOWS + 1_000) * STEP_MS + "ms",
                "patient.window.grace", STEP_MS + "ms",
                "patient.window.retention", STEP_MS + "ms"),
            Map.of(),
            Map.of())
        .pipelines()
        .get(0)
        .window();
  }

  @TearDown
  public void close() throws IOException {
    task.close();
  }

  private List<Decision> open() {
    return arrive(opened, Modality.IMAGE, BEGIN_MS + opened++ * STEP_MS);
  }

  private List<Decision> arrive(long subject, Modality modality, long eventTimeMs) {
    ledger.read(modality, offset);
    Arrival arrival =
        new Arrival(
            subject(subject),
            modality,
            0,
            offset++,
            eventTimeMs,
            null,
            null,
            null,
            null,
            DIGEST,
            null);
    List<Decision> decisions = assembler.onArrival(arrival, eventTimeMs, ledger);
    state.saveLedger();
    return decisions;
  }

  /** Without the order of their numbers, as subjects of a feed are. */
  private static String subject(long i) {
    return Long.toHexString(i * 0x9e3779b97f4a7c15L);
  }

  /** Three samples: one opens a window, two complete the oldest; another is forgotten. */
  @Benchmark
  public List<Decision> openAndClose() {
    long nowMs = BEGIN_MS + opened * STEP_MS;
    arrive(completed, Modality.TEXT, nowMs);
    List<Decision> decisions = arrive(completed++, Modality.AUDIO, nowMs);
    open();
    return decisions;
  }

  /** A window that is held decoded is written. */
  @Benchmark
  public void put() {
    String subject = subject(completed + next++ % 100);
    OpenWindow window = state.get(subject).get(0);
    state.put(subject, window);
  }

  /** A window that is on disk only is read. */
  @Benchmark
  public OpenWindow get() {
    return state.get(subject(completed + next++ % WINDOWS)).get(0);
  }
}
