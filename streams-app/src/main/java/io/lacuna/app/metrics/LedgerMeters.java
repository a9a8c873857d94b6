package io.lacuna.app.metrics;

import io.lacuna.app.window.Ledger;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The conservation ledger of a pipeline as gauges: every column, and the balances that must be 0.
 * Gauges and not counters: a partition that moves away takes its ledger along. NaN while the stores
 * cannot be read.
 */
public final class LedgerMeters {
  private final MeterRegistry meters;
  private final String pipeline;
  private final Supplier<Optional<TaskLedger>> ledger;

  private LedgerMeters(
      MeterRegistry meters, String pipeline, Supplier<Optional<TaskLedger>> ledger) {
    this.meters = meters;
    this.pipeline = pipeline;
    this.ledger = ledger;
  }

  /**
   * @param ledger the sum over this process's tasks, empty while it cannot be read
   */
  public static void register(
      MeterRegistry meters, String pipeline, Supplier<Optional<TaskLedger>> ledger) {
    LedgerMeters m = new LedgerMeters(meters, pipeline, ledger);
    for (Modality modality : Modality.values()) {
      m.balance(modality);
      m.column(modality, "in", ModalityLedger::getIn);
      m.column(modality, "used", ModalityLedger::getUsed);
      m.column(modality, "superseded", ModalityLedger::getSuperseded);
      m.column(modality, "duplicate", ModalityLedger::getDuplicate);
      m.column(modality, "marker", ModalityLedger::getMarker);
      m.column(modality, "late", ModalityLedger::getLate);
      m.column(modality, "error", ModalityLedger::getError);
      m.column(modality, "dead_letter", ModalityLedger::getDeadLetter);
      m.column(modality, "open", ModalityLedger::getOpen);
    }
    m.observations("opened", TaskLedger::getOpened);
    m.observations("finished", TaskLedger::getFinished);
    m.observations("absorbed", TaskLedger::getAbsorbed);
    m.observations("open", l -> l.getOpened() - l.getFinished() - l.getAbsorbed());
  }

  private void balance(Modality m) {
    Gauge.builder(Meter.BALANCE.meter(), () -> value(l -> Ledger.balance(of(l, m))))
        .description(Meter.BALANCE.text())
        .tag("pipeline", pipeline)
        .tag("modality", m.name().toLowerCase(Locale.ROOT))
        .register(meters);
  }

  private void column(Modality m, String column, ToLongFunction<ModalityLedger> of) {
    Gauge.builder(Meter.LEDGER_RECORDS.meter(), () -> value(l -> of.applyAsLong(of(l, m))))
        .description(Meter.LEDGER_RECORDS.text())
        .tag("pipeline", pipeline)
        .tag("modality", m.name().toLowerCase(Locale.ROOT))
        .tag("column", column)
        .register(meters);
  }

  private void observations(String column, ToLongFunction<TaskLedger> of) {
    Gauge.builder(Meter.LEDGER_OBSERVATIONS.meter(), () -> value(of))
        .description(Meter.LEDGER_OBSERVATIONS.text())
        .tag("pipeline", pipeline)
        .tag("column", column)
        .register(meters);
  }

  private double value(ToLongFunction<TaskLedger> of) {
    return ledger.get().map(l -> (double) of.applyAsLong(l)).orElse(Double.NaN);
  }

  private static ModalityLedger of(TaskLedger ledger, Modality m) {
    return ledger.getModalities().get(m.ordinal());
  }
}
