package io.lacuna.app.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers {@code traceparent} and {@code tracestate} of a record, as the W3C defines them. */
final class W3cHeaders {
  static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<Headers> READER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return () ->
              StreamSupport.stream(headers.spliterator(), false).map(Header::key).iterator();
        }

        @Override
        public String get(Headers headers, String key) {
          return only(headers, key);
        }
      };

  private W3cHeaders() {}

  /** The context that a record came with; empty if it has none, or none that can be read. */
  static Optional<Context> read(Headers headers) {
    Context context = W3C.extract(Context.root(), headers, READER);
    return Span.fromContext(context).getSpanContext().isValid()
        ? Optional.of(context)
        : Optional.empty();
  }

  /** Whether somebody meant to say a context. */
  static boolean isTold(Headers headers) {
    return headers.lastHeader(PARENT) != null;
  }

  /** Replaces what the headers said by the context. */
  static void write(Context context, Headers headers) {
    headers.remove(PARENT).remove(STATE);
    W3C.inject(context, headers, (to, key, value) -> to.add(key, value.getBytes(US_ASCII)));
  }

  /** Two of a name do not say which one is meant. */
  private static String only(Headers headers, String key) {
    Iterator<Header> all = headers.headers(key).iterator();
    if (!all.hasNext()) {
      return null;
    }
    byte[] value = all.next().value();
    return value == null || all.hasNext() ? null : new String(value, US_ASCII);
  }
}
