package io.lacuna.app.trace;

import org.apache.kafka.common.header.Headers;

/**
 * A prediction on its way to its topics.
 *
 * @param headers of the record
 * @param end called once when the record was handed over
 */
public record OutputSpan(Headers headers, Runnable end) implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
