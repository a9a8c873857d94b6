package io.lacuna.app.trace;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import org.apache.kafka.common.header.Headers;

/**
 * The span in which a sample is read.
 *
 * @param begunNanos when it began, epoch nanoseconds
 */
record ReadSpan(Span span, long begunNanos, Clock clock, SampleContexts samples)
    implements SampleSpan {

  @Override
  public void held(String topic, int partition, long offset) {
    samples.put(
        topic, partition, offset, new SampleContexts.Known(span.getSpanContext(), begunNanos));
  }

  @Override
  public void refused(String why) {
    span.setAttribute(Words.REFUSED, why);
  }

  @Override
  public void inject(Headers headers) {
    W3cHeaders.write(Context.root().with(span), headers);
  }

  @Override
  public void close() {
    span.end(clock.now(), NANOSECONDS);
  }
}
