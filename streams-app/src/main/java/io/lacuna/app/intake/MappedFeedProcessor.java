package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.metrics.IntakeMetrics;
import io.lacuna.app.topology.PartitionEnd;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.state.MappingLedger;
import io.lacuna.schema.state.StoredMapping;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sends on the samples of a feed whose keys are mapped to subjects; those whose mapping is not
 * there yet wait for it.
 */
final class MappedFeedProcessor implements Processor<byte[], FeedInput, Object, Object> {
  private final FeedConfig feed;
  private final SubjectRule.Mapped rule;
  private final SampleReader reader;
  private final FeedSeal seal;
  private final PartitionEnd mappingEnd;
  private final Duration tick;
  private final IntakeMetrics metrics;

  private ProcessorContext<Object, Object> context;
  private KeyValueStore<String, StoredMapping> mappings;
  private KeyValueStore<String, MappingLedger> mappingLedger;
  private FeedOutput output;
  private WaitingRoom room;

  /**
   * The clocks as they stood at an earlier tick. What was due then is given up once the mapping
   * topic has been looked at after it and holds nothing unread: a mapping that lies there is never
   * said to be missing.
   */
  private record Mark(long partitionTimeMs, long wallMs) {}

  private Mark mark;

  MappedFeedProcessor(
      FeedConfig feed,
      SubjectRule.Mapped rule,
      SampleReader reader,
      FeedSeal seal,
      PartitionEnd mappingEnd,
      Duration tick,
      IntakeMetrics metrics) {
    this.feed = feed;
    this.rule = rule;
    this.reader = reader;
    this.seal = seal;
    this.mappingEnd = mappingEnd;
    this.tick = tick;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    IntakeNames.Mapping mapping = IntakeNames.Mapping.of(rule.topic());
    IntakeNames.Feed names = IntakeNames.Feed.of(feed.name());
    mappings = context.getStateStore(mapping.mappings());
    mappingLedger = context.getStateStore(mapping.ledger());
    output = new FeedOutput(feed, seal, context, metrics);
    room =
        new WaitingRoom(
            rule, context.getStateStore(names.index()), context.getStateStore(names.held()));
    mark = new Mark(output.partitionTimeMs(), context.currentSystemTimeMs());
    context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, this::onTick);
  }

  @Override
  public void process(Record<byte[], FeedInput> in) {
    if (in.value() instanceof FeedInput.Raw raw) {
      place(output.read(in.withValue(raw.value())));
    } else {
      room.release(((FeedInput.Mapped) in.value()).key()).forEach(this::place);
    }
    output.save(room.size());
  }

  private void place(FeedRecord record) {
    Reading reading = reader.read(record.in());
    if (reading instanceof Reading.Sound sound) {
      output.saw(sound.sample());
      StoredMapping mapping = mappings.get(sound.id());
      if (mapping != null) {
        forward(record, sound.sample(), mapping);
      } else {
        wait(seal.keep(record, sound.sample(), sound.id()), sound.id());
      }
    } else {
      output.refuse(record, (Reading.Refused) reading);
    }
  }

  private void wait(FeedRecord record, String key) {
    long nowMs = context.currentSystemTimeMs();
    if (!room.admit(key, record, output.partitionTimeMs(), nowMs)) {
      output.deadLetter(record, RejectReason.TOO_MANY_WAITING);
    }
  }

  private void forward(FeedRecord record, Sample sample, StoredMapping stored) {
    SubjectMapping mapping = stored.getMapping();
    if (sample.getCorrelationId() == null) {
      sample.setCorrelationId(mapping.getCorrelationId());
    }
    output.forward(record, sample, mapping.getSubject(), stored.getOffset());
  }

  private void onTick(long nowMs) {
    MappingLedger ledger = mappingLedger.get(MappingProcessor.LEDGER_KEY);
    long position = ledger == null ? -1 : ledger.getPosition();
    if (mappingEnd.at(rule.topic(), context.taskId().partition(), position) < mark.wallMs()) {
      return;
    }
    List<FeedRecord> over = room.expire(mark.partitionTimeMs(), mark.wallMs());
    over.forEach(record -> output.deadLetter(record, RejectReason.NO_MAPPING));
    if (!over.isEmpty()) {
      output.save(room.size());
    }
    mark = new Mark(output.partitionTimeMs(), nowMs);
  }
}
