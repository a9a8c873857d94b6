package io.lacuna.app.intake;

import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.metrics.IntakeMetrics;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends on the samples of a feed whose records say themselves whose they are. */
final class KeyedFeedProcessor implements Processor<byte[], byte[], Object, Object> {
  private final FeedConfig feed;
  private final SampleReader reader;
  private final FeedSeal seal;
  private final IntakeMetrics metrics;
  private FeedOutput output;

  KeyedFeedProcessor(FeedConfig feed, SampleReader reader, FeedSeal seal, IntakeMetrics metrics) {
    this.feed = feed;
    this.reader = reader;
    this.seal = seal;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    output = new FeedOutput(feed, seal, context, metrics);
  }

  @Override
  public void process(Record<byte[], byte[]> in) {
    FeedRecord record = output.read(in);
    Reading reading = reader.read(in);
    if (reading instanceof Reading.Sound sound) {
      output.saw(sound.sample());
      output.forward(record, sound.sample(), sound.id(), null);
    } else {
      output.refuse(record, (Reading.Refused) reading);
    }
    output.save(0);
  }
}
