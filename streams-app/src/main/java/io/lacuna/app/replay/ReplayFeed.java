package io.lacuna.app.replay;

import io.lacuna.model.recording.Arrival;
import io.lacuna.model.recording.CloseableIterator;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * The input records of a partition by arrival, as a perturbation leaves them. One that is delayed
 * keeps its offset and its event time, and lets others pass. Markers and records that are no
 * samples stay as they are.
 */
final class ReplayFeed implements CloseableIterator<FedRecord> {
  /** No media type has this name, so nothing can decode it. */
  static final InlineBytes UNUSABLE =
      new InlineBytes("application/x-lacuna-corrupted", ByteBuffer.wrap(new byte[] {0}));

  private final CloseableIterator<Arrival> arrivals;
  private final Perturbation perturbation;
  private final RegistryAvro registry;
  private final Function<Modality, String> topics;
  private final PriorityQueue<FedRecord> held = new PriorityQueue<>();
  private Arrival next;

  /**
   * @param topics input topic of a modality
   */
  ReplayFeed(
      CloseableIterator<Arrival> arrivals,
      Perturbation perturbation,
      RegistryAvro registry,
      Function<Modality, String> topics) {
    this.arrivals = arrivals;
    this.perturbation = perturbation;
    this.registry = registry;
    this.topics = topics;
    advance();
  }

  private void advance() {
    next = arrivals.hasNext() ? arrivals.next() : null;
  }

  @Override
  public boolean hasNext() {
    // what has arrived by now, and all that may still overtake it
    while (next != null && (held.isEmpty() || held.peek().arrivalMs() >= next.arrivalMs())) {
      fed(next).ifPresent(held::add);
      advance();
    }
    return !held.isEmpty();
  }

  @Override
  public FedRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the feed is over");
    }
    return held.remove();
  }

  private Optional<FedRecord> fed(Arrival arrival) {
    byte[] value = FedRecord.bytes(arrival.record().getValue());
    FedRecord asRecorded =
        new FedRecord(arrival.record(), arrival.modality(), value, arrival.arrivalMs());
    if (perturbation.equals(Perturbation.NONE)) {
      return Optional.of(asRecorded);
    }
    Sample sample = sample(value);
    if (sample == null || sample.getPayload() instanceof AbsenceMarker) {
      return Optional.of(asRecorded);
    }
    String subject = sample.getSubject();
    if (perturbation.drops(arrival.modality(), subject)) {
      return Optional.empty();
    }
    if (perturbation.corrupts(arrival.modality(), subject)) {
      sample.setPayload(UNUSABLE);
      value = registry.encode(topics.apply(arrival.modality()), sample);
    }
    long delay = perturbation.delayMs(arrival.modality(), subject);
    return Optional.of(
        new FedRecord(arrival.record(), arrival.modality(), value, arrival.arrivalMs() + delay));
  }

  /** The sample, or null where the value is none. */
  private Sample sample(byte[] value) {
    try {
      return value == null ? null : registry.decode(value, Sample.class);
    } catch (WireException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    arrivals.close();
  }
}
