package io.lacuna.bench.variant;

import io.lacuna.app.window.WindowPolicy;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.StreamJoined;

/** Image outer-joined with text, the pair outer-joined with audio. */
public final class OuterJoins extends DslVariant {

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
    return image
        .outerJoin(
            text, (i, t) -> new Parts(i, t, null), near, joined(Serdes.ByteArray(), "image-text"))
        .outerJoin(
            audio,
            (pair, a) -> (pair == null ? Parts.NONE : pair).withAudio(a),
            near,
            joined(Parts.SERDE, "pair-audio"));
  }

  private static <V> StreamJoined<String, V, byte[]> joined(Serde<V> left, String name) {
    return StreamJoined.with(Serdes.String(), left, Serdes.ByteArray())
        .withName(name)
        .withStoreName(name);
  }
}
