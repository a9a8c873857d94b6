package io.lacuna.rivals.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Holds a subject's samples until all are there, or until the watermark passes the end of its
 * window: the join that Flink's documentation builds from a keyed process function with event-time
 * timers, as its window joins are inner joins. What comes after the timer opens a window anew.
 */
final class EventTimeJoin extends KeyedProcessFunction<String, Piece, Joined> {
  private static final long serialVersionUID = 1;

  private final long windowMs;
  private transient ValueState<Joined> held;
  private transient ValueState<Long> end;

  EventTimeJoin(long windowMs) {
    this.windowMs = windowMs;
  }

  @Override
  public void open(OpenContext context) {
    held = getRuntimeContext().getState(new ValueStateDescriptor<>("held", Joined.class));
    end = getRuntimeContext().getState(new ValueStateDescriptor<>("end", Long.class));
  }

  @Override
  public void processElement(Piece piece, Context context, Collector<Joined> out) throws Exception {
    Joined joined = held.value();
    if (joined == null) {
      joined = new Joined(piece.subject);
      // the watermark lags by the grace, so that this is the deadline that the others have
      end.update(context.timestamp() + windowMs);
      context.timerService().registerEventTimeTimer(end.value());
    }
    joined.put(piece.modality, piece.value);
    if (joined.isComplete()) {
      context.timerService().deleteEventTimeTimer(end.value());
      emit(joined, out);
    } else {
      held.update(joined);
    }
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<Joined> out) throws Exception {
    if (held.value() != null) {
      emit(held.value(), out);
    }
  }

  private void emit(Joined joined, Collector<Joined> out) {
    held.clear();
    end.clear();
    out.collect(joined);
  }
}
