package io.lacuna.rivals.spark;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.schema.Modality;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.streaming.GroupState;

/** Holds a subject's samples until all are there, or until the watermark passes its window. */
final class StatefulJoin implements FlatMapGroupsWithStateFunction<String, Piece, Joined, Joined> {
  private static final long serialVersionUID = 1;

  private final Map<String, Modality> modalities = new HashMap<>();
  private final long windowMs;

  StatefulJoin(ContenderSettings settings) {
    settings.inputs().forEach((modality, topic) -> modalities.put(topic, modality));
    this.windowMs = settings.windowMs();
  }

  @Override
  public Iterator<Joined> call(String subject, Iterator<Piece> pieces, GroupState<Joined> state) {
    if (state.hasTimedOut()) {
      Joined late = state.get();
      state.remove();
      return List.of(late).iterator();
    }
    Joined joined = state.exists() ? state.get() : null;
    while (pieces.hasNext()) {
      Piece piece = pieces.next();
      if (joined == null) {
        joined = new Joined();
        joined.setSubject(subject);
        joined.setEndMs(piece.getTimestamp().getTime() + windowMs);
      }
      joined.put(modalities.get(piece.getTopic()), piece.getPayload());
    }
    if (joined.hasAll()) {
      state.remove();
      return List.of(joined).iterator();
    }
    state.update(joined);
    // Spark refuses a timeout that lies behind the watermark, as it does after a backlog
    state.setTimeoutTimestamp(Math.max(joined.getEndMs(), state.getCurrentWatermarkMs() + 1));
    return Collections.emptyIterator();
  }
}
