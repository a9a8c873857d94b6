package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.wire.TrustedRecords;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The window rule without Kafka: size or gap 100 ms, grace 20 ms, retention 300 ms, one subject p.
 */
final class Core {
  final Memory states = new Memory();
  final Ledger ledger = new Ledger(Ledger.empty());
  final WindowAssembler assembler;
  private final Map<Modality, Long> offsets = new EnumMap<>(Modality.class);
  long wall = 1_000_000;

  Core(WindowPolicy policy) {
    TrustedRecords.install();
    assembler = new WindowAssembler(policy, states);
  }

  static WindowPolicy policy(
      WindowPolicy.Kind kind, EmitMode emit, Map<Modality, SampleChoice> choices) {
    return new WindowPolicy(
        kind,
        Duration.ofMillis(100),
        Duration.ofMillis(20),
        Duration.ofMillis(300),
        new Expectation(EnumSet.allOf(Modality.class), Map.of("talk", EnumSet.of(Modality.TEXT))),
        Map.of(),
        choices,
        emit,
        Duration.ofMillis(1000),
        8);
  }

  static Core sessions() {
    return new Core(policy(WindowPolicy.Kind.SESSION, EmitMode.ON_COMPLETE, Map.of()));
  }

  List<Decision> sample(Modality m, long eventTime, int digest) {
    return arrive(m, eventTime, null, null, new byte[] {(byte) digest}, null);
  }

  List<Decision> marker(Modality m, long eventTime, AbsenceReason reason) {
    return arrive(m, eventTime, null, null, null, reason);
  }

  List<Decision> arrive(
      Modality m, long eventTime, String site, String kind, byte[] digest, AbsenceReason marker) {
    long offset = offsets.merge(m, 1L, Long::sum) - 1;
    ledger.read(m, offset);
    return assembler.onArrival(
        new Arrival("p", m, 0, offset, eventTime, null, site, kind, null, digest, marker),
        wall,
        ledger);
  }

  /** A sample of a subject of its own. */
  List<Decision> arrive(String subject, Modality m, long eventTime, int digest) {
    long offset = offsets.merge(m, 1L, Long::sum) - 1;
    ledger.read(m, offset);
    return assembler.onArrival(
        new Arrival(
            subject,
            m,
            0,
            offset,
            eventTime,
            null,
            null,
            null,
            null,
            new byte[] {(byte) digest},
            null),
        wall,
        ledger);
  }

  /** A tick at which all partitions are known to be read to their ends. */
  List<Decision> tick() {
    return assembler.onTick(new long[] {wall, wall, wall}, ledger);
  }

  List<OpenWindow> windows() {
    return states.get("p");
  }

  Slot slot(int window, Modality m) {
    return Slots.of(windows().get(window), m);
  }
}
