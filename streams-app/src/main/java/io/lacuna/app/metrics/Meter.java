package io.lacuna.app.metrics;

import java.util.List;

/**
 * Every meter of the service: its name, what it says, its unit and its tags. Prometheus writes
 * underscores for dots, {@code _total} behind counters and {@code _seconds} behind timers.
 */
public enum Meter {
  SAMPLES(Kind.COUNTER, "lacuna.samples", "Records read", "pipeline", "modality"),
  LATE(
      Kind.COUNTER,
      "lacuna.samples.late",
      "Samples that came after their window was final",
      "pipeline",
      "modality"),
  ARRIVALS(
      Kind.COUNTER,
      "lacuna.arrivals",
      "Samples that the window rule had, late ones (true) and others (false); beyond 50 sites the others are one",
      "pipeline",
      "site",
      "modality",
      "late"),
  DEAD_LETTERS(
      Kind.COUNTER,
      "lacuna.dead.letters",
      "Records and payloads that could not be used",
      "pipeline",
      "reason"),
  DECISIONS(
      Kind.COUNTER,
      "lacuna.decisions",
      "Emissions that the window rule decided",
      "pipeline",
      "cause"),
  PREDICTIONS(
      Kind.COUNTER,
      "lacuna.predictions",
      "Predictions forwarded",
      "pipeline",
      "presence",
      "cause",
      "final"),
  ABSTAINED(
      Kind.COUNTER,
      "lacuna.predictions.abstained",
      "Predictions that nobody should act on, by the pipeline's own bound",
      "pipeline",
      "presence"),
  OBSERVATIONS(
      Kind.COUNTER,
      "lacuna.observations",
      "Observations that became final; beyond 50 sites the others are one",
      "pipeline",
      "site"),
  ABSENCES(
      Kind.COUNTER,
      "lacuna.absences",
      "Absent modalities of final observations; over lacuna.observations it is the missing share",
      "pipeline",
      "site",
      "modality",
      "reason"),
  CONFIDENCE(
      Kind.SUMMARY,
      "lacuna.prediction.confidence",
      "Confidence of predictions, 0 to 1",
      "pipeline",
      "presence"),
  WINDOW_WAIT(
      Kind.TIMER,
      "lacuna.window.wait",
      "From the first event of a window to its first prediction",
      "pipeline",
      "cause"),
  VERDICT_DELAY(
      Kind.TIMER,
      "lacuna.verdict.delay",
      "From the deadline of a window to the prediction that says what is missing",
      "pipeline",
      "cause"),
  BATCH_SIZE(Kind.SUMMARY, "lacuna.batch.size", "Observations per micro-batch", "pipeline"),
  INFERENCE(
      Kind.TIMER,
      "lacuna.inference",
      "Time to fetch, prepare and score one micro-batch",
      "pipeline"),
  FORWARDS(
      Kind.COUNTER,
      "lacuna.model.forwards",
      "Passes of the base, warm-up and probes included",
      "pipeline"),
  STOPPED(
      Kind.GAUGE,
      "lacuna.scoring.stopped",
      "1 while a fault that is no record's keeps the pipeline from scoring",
      "pipeline"),
  FALLBACK(
      Kind.COUNTER,
      "lacuna.routes.fallback",
      "Observations scored by the default route though the routing table has others",
      "pipeline"),
  ADAPTERS_REFUSED(
      Kind.COUNTER,
      "lacuna.adapters.refused",
      "Adapters and cut-overs that were refused",
      "pipeline",
      "reason"),
  ADAPTERS_LOADED(Kind.GAUGE, "lacuna.adapters.loaded", "Announced adapters in memory", "pipeline"),
  ADAPTERS_WAITING(
      Kind.GAUGE,
      "lacuna.adapters.waiting",
      "1 while observations wait for the registry or an adapter",
      "pipeline"),
  SHADOW(
      Kind.COUNTER,
      "lacuna.shadow",
      "Observations of the shadow: scored, failed or dropped",
      "pipeline",
      "outcome"),
  BALANCE(
      Kind.GAUGE,
      "lacuna.conservation.balance",
      "Records read that stand in no column of the ledger; must be 0",
      "pipeline",
      "modality"),
  LEDGER_RECORDS(
      Kind.GAUGE,
      "lacuna.ledger.records",
      "Records read by this process's partitions, by what became of them",
      "pipeline",
      "modality",
      "column"),
  LEDGER_OBSERVATIONS(
      Kind.GAUGE,
      "lacuna.ledger.observations",
      "Observations of this process's partitions, by what became of them",
      "pipeline",
      "column"),
  INTAKE_RECORDS(
      Kind.GAUGE,
      "lacuna.intake.records",
      "Records of a feed read by this process's partitions, by what became of them",
      "feed",
      "column"),
  INTAKE_BALANCE(
      Kind.GAUGE,
      "lacuna.intake.balance",
      "Records of a feed that stand in no column; must be 0",
      "feed"),
  INTAKE_MAPPINGS(
      Kind.COUNTER,
      "lacuna.intake.mappings",
      "Records of a mapping topic read, by what they did: added, changed, unchanged, removed or refused",
      "topic",
      "change"),
  CHANGELOG(
      Kind.BYTES,
      "lacuna.changelog",
      "Bytes sent to the changelog topics of the state stores",
      "pipeline"),
  CALL_CHUNKS(
      Kind.GAUGE,
      "lacuna.call.chunks",
      "Chunks of call audio read by this process's partitions, by what became of them",
      "feed",
      "column"),
  CALL_BOUNDARIES(
      Kind.GAUGE,
      "lacuna.call.boundaries",
      "Boundaries of utterances read by this process's partitions, by what became of them",
      "feed",
      "column"),
  CALL_UTTERANCES(
      Kind.GAUGE,
      "lacuna.call.utterances",
      "Utterances of call audio, by what became of them",
      "feed",
      "column"),
  CALL_BALANCE(
      Kind.GAUGE,
      "lacuna.call.balance",
      "Chunks, boundaries and utterances that stand in no column or in two; must be 0",
      "feed"),
  INGEST_ACCEPTED(
      Kind.COUNTER,
      "lacuna.ingest.accepted",
      "Samples that the broker acknowledged, by the door they came through: http or folder",
      "pipeline",
      "modality",
      "door"),
  INGEST_REFUSED(
      Kind.COUNTER,
      "lacuna.ingest.refused",
      "Requests and files that were not sent, by reason",
      "door",
      "reason"),
  INGEST_IN_FLIGHT(
      Kind.GAUGE, "lacuna.ingest.in.flight.bytes", "Bytes that wait for an acknowledgement"),
  WEB_DROPPED(
      Kind.COUNTER, "lacuna.web.dropped", "Predictions that the live page did not get to show"),
  TRACE_SPANS(
      Kind.COUNTER,
      "lacuna.trace.spans",
      "Spans by what became of them: exported, failed (the collector did not take them) or dropped (too many waited)",
      "outcome"),
  TRACE_MALFORMED(
      Kind.COUNTER,
      "lacuna.trace.malformed",
      "Samples whose traceparent header cannot be read; a trace of their own begins",
      "pipeline"),
  TRACE_FORGOTTEN(
      Kind.COUNTER,
      "lacuna.trace.forgotten",
      "Samples whose place in a trace was forgotten before a final prediction, as too many were held; their link is missing",
      "pipeline");

  /** What kind of number it is. */
  public enum Kind {
    COUNTER("_total"),
    /** A counter of bytes. */
    BYTES("_bytes_total"),
    GAUGE(""),
    /** A histogram of seconds. */
    TIMER("_seconds"),
    /** A histogram. */
    SUMMARY("");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  private final Kind kind;
  private final String meter;
  private final String text;
  private final List<String> tags;

  Meter(Kind kind, String meter, String text, String... tags) {
    this.kind = kind;
    this.meter = meter;
    this.text = text;
    this.tags = List.of(tags);
  }

  public Kind kind() {
    return kind;
  }

  /** With dots. */
  public String meter() {
    return meter;
  }

  /**
   * As it is scraped; timers and summaries also have {@code _count}, {@code _sum}, {@code _max}.
   */
  public String prometheus() {
    return meter.replace('.', '_') + kind.suffix;
  }

  public String text() {
    return text;
  }

  public List<String> tags() {
    return tags;
  }
}
