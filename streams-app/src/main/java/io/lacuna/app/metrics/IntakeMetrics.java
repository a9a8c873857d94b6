package io.lacuna.app.metrics;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.state.FeedLedger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The meters of the intake. Thread-safe. Tags are names of feeds and topics and words of small
 * vocabularies; never a key or a subject. {@link Meter} says what each meter is.
 */
public final class IntakeMetrics {
  private final MeterRegistry registry;

  public IntakeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A record of a feed or a mapping topic could not be used.
   *
   * @param pipeline whose dead letters it went to
   */
  public void deadLetter(String pipeline, RejectReason reason) {
    count(Meter.DEAD_LETTERS, pipeline, reason.name().toLowerCase(Locale.ROOT));
  }

  /**
   * A record of a mapping topic was read.
   *
   * @param change what it did: added, changed, unchanged, removed or refused
   */
  public void mapping(String topic, String change) {
    count(Meter.INTAKE_MAPPINGS, topic, change);
  }

  private void count(Meter meter, String first, String second) {
    Counter.builder(meter.meter())
        .description(meter.text())
        .tag(meter.tags().get(0), first)
        .tag(meter.tags().get(1), second)
        .register(registry)
        .increment();
  }

  /**
   * Observes the conservation ledger of a feed; NaN while it cannot be read.
   *
   * @param ledger the sum over this process's tasks, empty while it cannot be read
   */
  public void ledger(String feed, Supplier<Optional<FeedLedger>> ledger) {
    column(feed, "in", ledger, FeedLedger::getIn);
    column(feed, "forwarded", ledger, FeedLedger::getForwarded);
    column(feed, "waiting", ledger, FeedLedger::getWaiting);
    column(feed, "dead_letter", ledger, FeedLedger::getDeadLetter);
    Gauge.builder(Meter.INTAKE_BALANCE.meter(), () -> value(ledger, IntakeMetrics::balance))
        .description(Meter.INTAKE_BALANCE.text())
        .tag("feed", feed)
        .register(registry);
  }

  /** Records that stand in no column; 0 for a sound ledger. */
  public static long balance(FeedLedger l) {
    return l.getIn() - l.getForwarded() - l.getWaiting() - l.getDeadLetter();
  }

  private void column(
      String feed,
      String column,
      Supplier<Optional<FeedLedger>> ledger,
      ToLongFunction<FeedLedger> of) {
    Gauge.builder(Meter.INTAKE_RECORDS.meter(), () -> value(ledger, of))
        .description(Meter.INTAKE_RECORDS.text())
        .tag("feed", feed)
        .tag("column", column)
        .register(registry);
  }

  private static double value(
      Supplier<Optional<FeedLedger>> ledger, ToLongFunction<FeedLedger> of) {
    return ledger.get().map(l -> (double) of.applyAsLong(l)).orElse(Double.NaN);
  }
}
