package io.lacuna.app.trace;

import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import org.apache.kafka.common.header.Headers;

/**
 * Tells as spans what becomes of a pipeline's records. Observations are known by identity, from the
 * decision to the prediction. Thread-safe; never waits and never fails.
 */
public interface PipelineTrace {
  /** Tells nothing. */
  PipelineTrace OFF = new NoTrace();

  /**
   * A record was read from an input topic. What is done with it belongs to the span until that is
   * closed.
   *
   * @param headers of the record; a W3C {@code traceparent} among them is the parent
   */
  SampleSpan read(Modality modality, Headers headers);

  /**
   * The window rule decided to emit: its wait ends, and the wait for the model begins.
   *
   * @param openedMs wall clock when the window was opened, UTC ms
   */
  void decided(PendingObservation observation, long openedMs);

  /** The instant now on the spans' clock, epoch nanoseconds. */
  long now();

  /**
   * An observation has its outcome: its wait ended when the batch began, and scoring ends now.
   *
   * @param failure why the model failed, or null
   */
  void scored(PendingObservation observation, BatchFacts batch, String failure);

  /** A prediction is about to be forwarded. */
  OutputSpan predicted(PendingObservation observation, Prediction prediction);

  /** Puts the place of an observation in its trace into headers of a record that tells of it. */
  void inject(PendingObservation observation, Headers headers);

  /**
   * A micro-batch, as the spans of its observations tell it.
   *
   * @param begunNanos when its scoring began, by {@link #now}
   * @param number the same for all observations of the batch
   * @param size observations
   */
  record BatchFacts(long begunNanos, long number, int size) {}
}
