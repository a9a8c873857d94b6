package io.lacuna.app.intake.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.metrics.CallMeters;
import io.lacuna.app.metrics.Meter;
import io.lacuna.schema.state.CallLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The ledgers of several tasks as one, and as meters. */
class CallLedgersTest {
  private static CallLedger ledger(long unit) {
    return CallLedger.newBuilder()
        .setChunkTime(unit)
        .setChunkPosition(unit)
        .setChunks(3 * unit)
        .setUsed(2 * unit)
        .setWaiting(unit)
        .setOpened(unit)
        .setOpen(unit)
        .build();
  }

  @Test
  void countsAreAddedUpAndPositionsAreNot() {
    CallLedger total = CallLedger.newBuilder().build();
    CallLedgers.add(total, ledger(10));
    CallLedgers.add(total, ledger(1));

    assertThat(total)
        .isEqualTo(CallLedger.newBuilder(ledger(11)).setChunkTime(-1).setChunkPosition(-1).build());
  }

  @Test
  void everyColumnIsAMeterThatIsUnknownWhileTheStoresAre() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    CallMeters.register(meters, "calls", () -> Optional.of(ledger(5)));
    CallMeters.register(meters, "away", Optional::empty);

    assertThat(value(meters, Meter.CALL_CHUNKS, "calls", "used")).isEqualTo(10);
    assertThat(value(meters, Meter.CALL_UTTERANCES, "calls", "open")).isEqualTo(5);
    assertThat(value(meters, Meter.CALL_BOUNDARIES, "calls", "in")).isZero();
    assertThat(meters.get(Meter.CALL_BALANCE.meter()).tag("feed", "calls").gauge().value())
        .isZero();
    assertThat(value(meters, Meter.CALL_CHUNKS, "away", "in")).isNaN();
  }

  private static double value(SimpleMeterRegistry meters, Meter meter, String feed, String column) {
    return meters.get(meter.meter()).tag("feed", feed).tag("column", column).gauge().value();
  }
}
