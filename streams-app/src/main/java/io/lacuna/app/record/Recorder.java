package io.lacuna.app.record;

import io.lacuna.app.batch.Payloads;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.RecordMask;
import io.lacuna.model.recording.RecordedValues;
import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Writes what a pipeline's topics hold into a recording. For one thread. */
public final class Recorder {
  private final AppConfig config;
  private final PipelineConfig pipeline;
  private final RegistryAvro registry;
  private final Map<String, Object> connection;
  private final RecordingPlan plan;
  private final Consumer<String> talk;
  private final ClaimReader claims;
  private final RecordMask mask;
  private final Map<Integer, Optional<Schema>> schemas = new HashMap<>();

  /**
   * @param connection how to reach the brokers
   * @param talk takes lines about the progress
   */
  public Recorder(
      AppConfig config,
      PipelineConfig pipeline,
      RegistryAvro registry,
      Map<String, Object> connection,
      RecordingPlan plan,
      Consumer<String> talk) {
    this.config = config;
    this.pipeline = pipeline;
    this.registry = registry;
    this.connection = connection;
    this.plan = plan;
    this.talk = talk;
    this.claims = new ClaimReader(new Payloads(config.payload(), PayloadOpener.AS_IT_STANDS));
    this.mask =
        new RecordMask(
            plan.masks(), plan.hash(), id -> schemas.getOrDefault(id, Optional.empty()), windows());
  }

  private String windows() {
    return pipeline.window().kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads the ranges to their ends and writes the recording. To be called once.
   *
   * @param out a new folder
   * @throws IllegalArgumentException if the folder is in use or a range cannot be had
   * @throws IOException if the folder cannot be written, or records were deleted while they were
   *     read
   */
  public RecordingFolder record(Path out) throws IOException {
    try (claims;
        RangeReader reader = new RangeReader(connection, plan, talk);
        RecordingBuilder builder = builder(out, reader.ranges())) {
      while (!reader.isAtEnd()) {
        for (RangeReader.Read read : reader.poll()) {
          take(read.role(), read.record(), builder);
        }
      }
      talk.accept(reader.summary());
      for (TopicRange range : reader.ranges()) {
        builder.range(
            range.role(),
            range.place().partition(),
            range.fromOffset(),
            range.endOffset(),
            range.hasHole());
      }
      return builder.seal(origin(), Map.of());
    }
  }

  /** The ranges are known by then, so that a range that is refused leaves no folder behind. */
  private static RecordingBuilder builder(Path out, List<TopicRange> ranges) throws IOException {
    RecordingBuilder builder = RecordingBuilder.create(out);
    try {
      for (TopicRange range : ranges) {
        builder.open(range.role(), range.place().topic(), range.place().partition());
      }
      return builder;
    } catch (IOException | RuntimeException e) {
      builder.close();
      throw e;
    }
  }

  private RecordingOrigin origin() {
    return new RecordingOrigin(
        plan.name(),
        pipeline.name(),
        0,
        plan.command(),
        "",
        windows(),
        plan.masks().isEmpty() ? List.of() : mask.words());
  }

  private void take(TopicRole role, ConsumerRecord<byte[], byte[]> in, RecordingBuilder builder)
      throws IOException {
    learnSchema(in.value(), builder);
    Optional<Sample> sample = role.modality().isPresent() ? sample(in.value()) : Optional.empty();
    RecordedRecord record =
        new RecordedRecord(
            role.word(),
            in.partition(),
            in.offset(),
            Instant.ofEpochMilli(in.timestamp()),
            wrap(in.key()),
            wrap(in.value()),
            headers(in),
            null);
    if (sample.isPresent() && !plan.masks().contains(Mask.PAYLOADS)) {
      record.setClaim(claims.read(sample.get(), builder));
    }
    builder.append(plan.masks().isEmpty() ? record : mask.apply(record), sample);
  }

  private void learnSchema(byte[] value, RecordingBuilder builder) {
    OptionalInt id = RecordedValues.schemaId(wrap(value));
    if (id.isPresent() && !schemas.containsKey(id.getAsInt())) {
      Optional<Schema> schema = registry.schemaOf(value);
      schemas.put(id.getAsInt(), schema);
      schema.ifPresent(found -> builder.schema(id.getAsInt(), found));
    }
  }

  private Optional<Sample> sample(byte[] value) {
    if (value == null || value.length > config.payload().maxRecord()) {
      return Optional.empty();
    }
    try {
      return Optional.of(registry.decode(value, Sample.class));
    } catch (WireException e) {
      // a broken record is recorded as it is; the manifest counts it
      return Optional.empty();
    }
  }

  private static List<RecordedHeader> headers(ConsumerRecord<byte[], byte[]> in) {
    List<RecordedHeader> headers = new ArrayList<>();
    for (Header header : in.headers()) {
      headers.add(new RecordedHeader(header.key(), wrap(header.value())));
    }
    return headers;
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
