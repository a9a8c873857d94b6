package io.lacuna.app.ingest;

import io.lacuna.app.ingest.Refusal.Reason;

/** What waits for the broker, under two bounds. Thread-safe; nobody ever waits here. */
final class InFlight {
  private final int maxSamples;
  private final long maxBytes;
  private int samples;
  private long bytes;

  InFlight(int maxSamples, long maxBytes) {
    this.maxSamples = maxSamples;
    this.maxBytes = maxBytes;
  }

  /** A place that is given back once. */
  final class Place implements AutoCloseable {
    private final long size;
    private boolean free;

    private Place(long size) {
      this.size = size;
    }

    @Override
    public void close() {
      synchronized (InFlight.this) {
        if (!free) {
          free = true;
          samples--;
          bytes -= size;
        }
      }
    }
  }

  /**
   * Takes a place.
   *
   * @param size of the payload or what it may become, bytes
   * @throws Refusal if there is none
   */
  synchronized Place take(long size) throws Refusal {
    if (samples >= maxSamples || size > maxBytes - bytes) {
      throw new Refusal(
          Reason.BUSY, samples + " samples of " + bytes + " bytes wait for the broker; try again");
    }
    samples++;
    bytes += size;
    return new Place(size);
  }

  synchronized long bytes() {
    return bytes;
  }
}
