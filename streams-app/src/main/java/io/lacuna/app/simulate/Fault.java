package io.lacuna.app.simulate;

import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.window.Expectation;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.Cause;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** A known fault, to see that the simulation finds it. Each stands beside the code under test. */
public enum Fault implements Surroundings {
  IGNORE_UNREAD("silence is believed without end offsets") {
    @Override
    public long[] readToEnd(long[] known, long nowMs) {
      return filled(known, nowMs);
    }
  },
  END_READ_NOW("an end offset counts as asked for just now") {
    @Override
    public long[] readToEnd(long[] known, long nowMs) {
      return Arrays.stream(known).map(at -> at < 0 ? -1 : nowMs).toArray();
    }
  },
  STREAM_TIME("after a restart, the furthest partition stands for all") {
    @Override
    public Map<Bytes, byte[]> restored(String store, Map<Bytes, byte[]> contents) {
      Map<Bytes, byte[]> changed = new HashMap<>(contents);
      if (store.equals("ledger")) {
        changed.replaceAll((key, value) -> aheadForAll(value));
      }
      return changed;
    }
  },
  DEADLINE_OFF_BY_ONE("every deadline lies one ms late") {
    @Override
    public WindowPolicy policy(DrawnPolicy d) {
      WindowPolicy p = d.policy();
      return copy(p, p.size(), p.grace().plusMillis(1), p.expectation(), p.choices());
    }
  },
  GAP_OFF_BY_ONE("windows and gaps are one ms too long") {
    @Override
    public WindowPolicy policy(DrawnPolicy d) {
      WindowPolicy p = d.policy();
      return copy(p, p.size().plusMillis(1), p.grace(), p.expectation(), p.choices());
    }
  },
  LAST_FOR_BEST("the last sample is held instead of the best") {
    @Override
    public WindowPolicy policy(DrawnPolicy d) {
      WindowPolicy p = d.policy();
      Map<Modality, SampleChoice> choices = new EnumMap<>(Modality.class);
      p.choices()
          .forEach(
              (m, choice) ->
                  choices.put(
                      m,
                      choice.rule() == SampleChoice.Rule.BEST
                          ? new SampleChoice(SampleChoice.Rule.LAST, 1)
                          : choice));
      return copy(p, p.size(), p.grace(), p.expectation(), choices);
    }
  },
  KINDS_IGNORED("every kind of subject is expected to have the same") {
    @Override
    public WindowPolicy policy(DrawnPolicy d) {
      WindowPolicy p = d.policy();
      Expectation noKinds = new Expectation(d.byDefault(), Map.of());
      return copy(p, p.size(), p.grace(), noKinds, p.choices());
    }
  },
  FORGET_ON_RESTART("open windows are lost in a restart") {
    @Override
    public Map<Bytes, byte[]> restored(String store, Map<Bytes, byte[]> contents) {
      return store.equals("windows") ? Map.of() : contents;
    }
  },
  FORGET_PENDING("what waits for its scores is lost in a restart") {
    @Override
    public Map<Bytes, byte[]> restored(String store, Map<Bytes, byte[]> contents) {
      return store.equals("pending") ? Map.of() : contents;
    }
  },
  STALE_FIRST_SEEN("windows count as first seen before they were") {
    @Override
    public long wall(long nowMs) {
      return nowMs - 50;
    }
  },
  DUPLICATE_COUNTS_TWICE("a repeated record has another digest") {
    @Override
    public FeedRecord written(FeedRecord r, boolean again) {
      return again && !r.isMarker()
          ? new FeedRecord(
              r.subject(),
              r.modality(),
              r.eventTimeMs(),
              r.correlationId(),
              r.kind(),
              r.quality(),
              r.form(),
              null,
              r.content() + 100)
          : r;
    }
  },
  DROP_LATE("late samples are dropped") {
    @Override
    public List<Object> forwarded(Object value) {
      return value instanceof LateSample ? List.of() : List.of(value);
    }
  },
  DOUBLE_FINAL("a final comes twice") {
    @Override
    public List<Object> forwarded(Object value) {
      boolean twice = value instanceof Prediction p && p.getIsFinal();
      return twice ? List.of(value, value) : List.of(value);
    }
  },
  MERGE_KEEPS_BOTH("a session ends in another without saying so") {
    @Override
    public List<Object> forwarded(Object value) {
      boolean merged = value instanceof Prediction p && p.getCause() == Cause.MERGED;
      return merged ? List.of() : List.of(value);
    }
  },
  BROKEN_IS_PRESENT("a payload that cannot be used counts as present") {
    @Override
    public ScoringOutcome scored(ScoringOutcome o) {
      return new ScoringOutcome(List.of(), o.adapter(), o.scores(), o.failure());
    }
  };

  private final String does;

  Fault(String does) {
    this.does = does;
  }

  /** What is wrong where the fault is planted. */
  public String does() {
    return does;
  }

  /** The name on the command line, e.g. {@code drop-late}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException naming the faults there are
   */
  public static Fault of(String word) {
    return Arrays.stream(values())
        .filter(f -> f.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    word + " must be one of " + Arrays.stream(values()).map(Fault::word).toList()));
  }

  private static long[] filled(long[] like, long value) {
    long[] filled = new long[like.length];
    Arrays.fill(filled, value);
    return filled;
  }

  private static byte[] aheadForAll(byte[] ledger) {
    try {
      TaskLedger changed = TaskLedger.fromByteBuffer(ByteBuffer.wrap(ledger));
      long ahead =
          changed.getModalities().stream()
              .mapToLong(ModalityLedger::getPartitionTime)
              .max()
              .orElseThrow();
      changed.getModalities().forEach(m -> m.setPartitionTime(ahead));
      return changed.toByteBuffer().array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WindowPolicy copy(
      WindowPolicy p,
      Duration size,
      Duration grace,
      Expectation expectation,
      Map<Modality, SampleChoice> choices) {
    return new WindowPolicy(
        p.kind(),
        size,
        grace,
        p.retention(),
        expectation,
        p.waits(),
        choices,
        p.emit(),
        p.remember(),
        p.maxWindowsPerSubject());
  }
}
