package io.lacuna.app.ingest;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.IngestConfig;
import io.lacuna.app.metrics.Meter;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way of a sample from whoever hands it in to its topic: room is taken, it is checked, made and
 * sent, and the room is given back when the broker has it. Thread-safe.
 */
final class Ingest implements AutoCloseable {
  private final SampleMaker maker;
  private final InFlight inFlight;
  private final SampleSender sender;
  private final MeterRegistry meters;
  private final Optional<Privacy> privacy;

  Ingest(AppConfig config, SampleSender sender, MeterRegistry meters, InstantSource clock) {
    this(config, sender, Optional.empty(), meters, clock);
  }

  /**
   * @param privacy keys to seal payloads with; closed with this
   */
  Ingest(
      AppConfig config,
      SampleSender sender,
      Optional<Privacy> privacy,
      MeterRegistry meters,
      InstantSource clock) {
    IngestConfig.Limits limits = config.ingest().limits();
    this.privacy = privacy;
    this.maker = new SampleMaker(config, privacy.map(Privacy::cipher), clock);
    this.inFlight = new InFlight(limits.samples(), limits.bytes());
    this.sender = sender;
    this.meters = meters;
    Gauge.builder(Meter.INGEST_IN_FLIGHT.meter(), inFlight, InFlight::bytes)
        .description(Meter.INGEST_IN_FLIGHT.text())
        .register(meters);
  }

  /**
   * One that is connected.
   *
   * @param connection how to reach the brokers
   * @throws IllegalArgumentException if the claim root is no folder
   */
  static Ingest connect(
      AppConfig config,
      Map<String, Object> connection,
      RegistryAvro registry,
      MeterRegistry meters,
      InstantSource clock) {
    IngestConfig.Limits limits = config.ingest().limits();
    SampleSender sender =
        SampleSender.connect(connection, registry, limits.bytes(), limits.ackTimeout());
    Optional<Privacy> privacy = Optional.empty();
    try {
      if (config.privacy().hasKeys()) {
        privacy = Optional.of(Privacy.open(config, registry));
      }
      return new Ingest(config, sender, privacy, meters, clock);
    } catch (RuntimeException e) {
      sender.close();
      privacy.ifPresent(Privacy::close);
      throw e;
    }
  }

  /** Largest payload that is taken, bytes. */
  long largest() {
    return maker.largest();
  }

  /** Payload bytes that wait for the broker. */
  long inFlightBytes() {
    return inFlight.bytes();
  }

  /**
   * Room for a payload, to be taken before it is read.
   *
   * @param size of the payload, or the most that it can be, bytes
   * @throws Refusal if it is too large, or there is no room now
   */
  InFlight.Place room(long size) throws Refusal {
    maker.checkSize(size);
    return inFlight.take(size);
  }

  /** A sample that is ready to be sent. */
  record Ready(String topic, Sample sample, Submission.Envelope envelope) {}

  /**
   * Checks a submission and makes its sample; a large payload is on the disk by then.
   *
   * @throws Refusal if it cannot be sent
   */
  Ready prepare(Submission submission) throws Refusal {
    String topic = maker.topic(submission.envelope());
    return new Ready(topic, maker.make(submission), submission.envelope());
  }

  /**
   * Sends a sample.
   *
   * @param door it came through, a tag of the meters
   * @return its position; fails with a {@link Refusal}
   */
  CompletableFuture<Position> send(String door, Ready ready) {
    return sender
        .send(ready.topic(), ready.sample())
        .whenComplete(
            (position, failure) -> {
              if (failure == null) {
                accepted(door, ready.envelope());
              }
            });
  }

  private void accepted(String door, Submission.Envelope envelope) {
    meters
        .counter(
            Meter.INGEST_ACCEPTED.meter(),
            "pipeline",
            envelope.pipeline(),
            "modality",
            envelope.modality().name().toLowerCase(Locale.ROOT),
            "door",
            door)
        .increment();
  }

  /** Counts what a door refused. */
  void refused(String door, Refusal refusal) {
    meters
        .counter(Meter.INGEST_REFUSED.meter(), "door", door, "reason", refusal.reason().word())
        .increment();
  }

  @Override
  public void close() {
    sender.close();
    privacy.ifPresent(Privacy::close);
  }
}
