package io.lacuna.bench.variant;

import io.lacuna.app.window.WindowPolicy;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.StreamJoined;

/** Image outer-joined with text, the pair outer-joined with audio. */
public final class OuterJoins extends DslVariant {
  private final boolean partial;

  /** Made for feeds that are complete: a pair that lacks a side may be too late for the audio. */
  public OuterJoins() {
    this(false);
  }

  /**
   * @param partial whether a pair that lacks a side, which the first join only gives when its
   *     window has closed, still finds the second one open
   */
  public OuterJoins(boolean partial) {
    this.partial = partial;
  }

  @Override
  public String name() {
    return "DSL outer joins, chained";
  }

  @Override
  KStream<String, Parts> join(
      KStream<String, byte[]> image,
      KStream<String, byte[]> text,
      KStream<String, byte[]> audio,
      WindowPolicy window) {
    JoinWindows near = JoinWindows.ofTimeDifferenceAndGrace(window.size(), window.grace());
    Duration second = partial ? window.grace().multipliedBy(2).plus(window.size()) : window.grace();
    JoinWindows nearPair = JoinWindows.ofTimeDifferenceAndGrace(window.size(), second);
    return image
        .outerJoin(
            text, (i, t) -> new Parts(i, t, null), near, joined(Serdes.ByteArray(), "image-text"))
        .outerJoin(
            audio,
            (pair, a) -> (pair == null ? Parts.NONE : pair).withAudio(a),
            nearPair,
            joined(Parts.SERDE, "pair-audio"));
  }

  private static <V> StreamJoined<String, V, byte[]> joined(Serde<V> left, String name) {
    return StreamJoined.with(Serdes.String(), left, Serdes.ByteArray())
        .withName(name)
        .withStoreName(name);
  }
}
