package io.lacuna.app.trace;

import org.apache.kafka.common.header.Headers;

/** One record between reading and what the window rule makes of it; used by one thread. */
public interface SampleSpan extends AutoCloseable {

  /** The sample came into a window, whose prediction will link to it. */
  void held(String topic, int partition, long offset);

  /** The sample came into no window: a word of a small vocabulary that says why. */
  void refused(String why);

  /** Makes this span the parent of who reads a record with these headers. */
  void inject(Headers headers);

  @Override
  void close();
}
