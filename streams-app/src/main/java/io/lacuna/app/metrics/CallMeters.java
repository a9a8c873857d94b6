package io.lacuna.app.metrics;

import io.lacuna.app.intake.utterance.Ledger;
import io.lacuna.schema.state.CallLedger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The conservation ledger of a feed of call audio as gauges. Gauges and not counters: a partition
 * that moves away takes its ledger along. NaN while the stores cannot be read.
 */
public final class CallMeters {
  private final MeterRegistry meters;
  private final String feed;
  private final Supplier<Optional<CallLedger>> ledger;

  private CallMeters(MeterRegistry meters, String feed, Supplier<Optional<CallLedger>> ledger) {
    this.meters = meters;
    this.feed = feed;
    this.ledger = ledger;
  }

  /**
   * @param ledger the sum over this process's tasks, empty while it cannot be read
   */
  public static void register(
      MeterRegistry meters, String feed, Supplier<Optional<CallLedger>> ledger) {
    CallMeters m = new CallMeters(meters, feed, ledger);
    m.column(Meter.CALL_CHUNKS, "in", CallLedger::getChunks);
    m.column(Meter.CALL_CHUNKS, "used", CallLedger::getUsed);
    m.column(Meter.CALL_CHUNKS, "duplicate", CallLedger::getDuplicate);
    m.column(Meter.CALL_CHUNKS, "late", CallLedger::getLate);
    m.column(Meter.CALL_CHUNKS, "unclaimed", CallLedger::getUnclaimed);
    m.column(Meter.CALL_CHUNKS, "dead_letter", CallLedger::getDeadLetter);
    m.column(Meter.CALL_CHUNKS, "waiting", CallLedger::getWaiting);
    m.column(Meter.CALL_BOUNDARIES, "in", CallLedger::getBoundaries);
    m.column(Meter.CALL_BOUNDARIES, "taken", CallLedger::getTaken);
    m.column(Meter.CALL_BOUNDARIES, "duplicate", CallLedger::getBoundaryDuplicate);
    m.column(Meter.CALL_BOUNDARIES, "dead_letter", CallLedger::getBoundaryDeadLetter);
    m.column(Meter.CALL_UTTERANCES, "opened", CallLedger::getOpened);
    m.column(Meter.CALL_UTTERANCES, "assembled", CallLedger::getAssembled);
    m.column(Meter.CALL_UTTERANCES, "absent", CallLedger::getAbsent);
    m.column(Meter.CALL_UTTERANCES, "open", CallLedger::getOpen);
    m.gauge(Meter.CALL_BALANCE, Ledger::imbalance).register(meters);
  }

  private void column(Meter meter, String column, ToLongFunction<CallLedger> of) {
    gauge(meter, of).tag("column", column).register(meters);
  }

  private Gauge.Builder<?> gauge(Meter meter, ToLongFunction<CallLedger> of) {
    return Gauge.builder(meter.meter(), () -> value(of))
        .description(meter.text())
        .tag("feed", feed);
  }

  private double value(ToLongFunction<CallLedger> of) {
    return ledger.get().map(l -> (double) of.applyAsLong(l)).orElse(Double.NaN);
  }
}
