package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Read;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where every record went that was read. */
final class OracleLedger {

  /** A sample that came too late; the revision is null when its window is forgotten. */
  record Late(Ref ref, String windowId, long startMs, Integer finalRevision) {}

  /** A record that was refused, or a payload that was. */
  record Dead(Ref ref, String reason) {}

  private enum Column {
    USED,
    SUPERSEDED,
    DUPLICATE,
    MARKER,
    LATE,
    ERROR,
    DEAD_LETTER,
    OPEN
  }

  private final List<Read> read = new ArrayList<>();
  private final Set<Ref> used = new HashSet<>();
  private final Set<Ref> duplicates = new HashSet<>();
  private final Set<Ref> refused = new HashSet<>();
  private final Set<Ref> broken = new HashSet<>();
  private final Set<Ref> lateRefs = new HashSet<>();
  private final List<Late> late = new ArrayList<>();
  private final List<Dead> dead = new ArrayList<>();

  void read(Read r) {
    read.add(r);
  }

  void used(Ref ref) {
    used.add(ref);
  }

  void duplicate(Ref ref) {
    duplicates.add(ref);
  }

  void late(Ref ref, String windowId, long startMs, Integer finalRevision) {
    lateRefs.add(ref);
    late.add(new Late(ref, windowId, startMs, finalRevision));
  }

  void dead(Ref ref, String reason) {
    refused.add(ref);
    dead.add(new Dead(ref, reason));
  }

  /** A payload that cannot be used is told once, however often it is met. */
  void broken(Ref ref) {
    if (broken.add(ref)) {
      dead.add(new Dead(ref, "INVALID_UTF8"));
    }
  }

  List<Late> late() {
    return late;
  }

  List<Dead> dead() {
    return dead;
  }

  /**
   * @param held samples that a window holds
   * @return how many records are used, superseded, duplicate, marker, late, error, dead letter,
   *     open
   */
  List<Long> row(Modality m, Set<Ref> held) {
    long[] counts = new long[Column.values().length];
    for (Read r : read) {
      if (r.modality() == m) {
        counts[column(r, held).ordinal()]++;
      }
    }
    List<Long> row = new ArrayList<>();
    for (long count : counts) {
      row.add(count);
    }
    return row;
  }

  private Column column(Read r, Set<Ref> held) {
    if (broken.contains(r.ref())) {
      return Column.ERROR;
    }
    if (refused.contains(r.ref())) {
      return Column.DEAD_LETTER;
    }
    if (lateRefs.contains(r.ref())) {
      return Column.LATE;
    }
    if (duplicates.contains(r.ref())) {
      return Column.DUPLICATE;
    }
    if (r.record().isMarker()) {
      return Column.MARKER;
    }
    if (used.contains(r.ref())) {
      return Column.USED;
    }
    return held.contains(r.ref()) ? Column.OPEN : Column.SUPERSEDED;
  }
}
