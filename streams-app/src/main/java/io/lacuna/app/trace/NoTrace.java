package io.lacuna.app.trace;

import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Where traces are off: one object, no state, nothing measured. */
final class NoTrace implements PipelineTrace, SampleSpan {
  private static final OutputSpan NONE = new OutputSpan(none(), () -> {});

  private static Headers none() {
    RecordHeaders headers = new RecordHeaders();
    headers.setReadOnly();
    return headers;
  }

  @Override
  public SampleSpan read(Modality modality, Headers headers) {
    return this;
  }

  @Override
  public void decided(PendingObservation observation, long openedMs) {}

  @Override
  public long now() {
    return 0;
  }

  @Override
  public void scored(PendingObservation observation, BatchFacts batch, String failure) {}

  @Override
  public OutputSpan predicted(PendingObservation observation, Prediction prediction) {
    return NONE;
  }

  @Override
  public void inject(PendingObservation observation, Headers headers) {}

  @Override
  public void held(String topic, int partition, long offset) {}

  @Override
  public void refused(String why) {}

  @Override
  public void inject(Headers headers) {}

  @Override
  public void close() {}
}
