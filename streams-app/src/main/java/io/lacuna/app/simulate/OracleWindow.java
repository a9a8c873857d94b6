package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Read;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A window as the list of what happened to it. Bounds, deadlines and the state of each modality are
 * worked out from that list anew each time.
 */
final class OracleWindow {

  /** Something that happened to a window. */
  private sealed interface Fact {
    record Came(Read read) implements Fact {}

    record Broke(Ref ref) implements Fact {}

    record Missing(Modality modality) implements Fact {}

    record Overdue(Modality modality) implements Fact {}

    record Absorbed(OracleWindow other) implements Fact {}
  }

  /** States of a modality, the furthest last; a merge takes the further of two. */
  enum State {
    WAITING,
    OVERDUE,
    MISSING,
    ABSENT,
    BROKEN,
    PRESENT;

    boolean isAwaited() {
      return compareTo(MISSING) < 0;
    }

    boolean isSettled() {
      return compareTo(MISSING) > 0;
    }
  }

  /**
   * A modality of the window.
   *
   * @param reason what a marker or a verdict said, or null
   * @param held the samples that can be scored, earliest first
   * @param broken the samples whose payload broke and that are remembered, earliest first
   */
  record Slot(State state, AbsenceReason reason, List<Read> held, List<Read> broken) {}

  private static final Comparator<Read> BY_TIME =
      Comparator.comparingLong(Read::eventTimeMs).thenComparing(Read::ref);

  private static final Comparator<Read> BY_QUALITY =
      Comparator.<Read>comparingDouble(
              r -> r.record().quality() == null ? -1 : r.record().quality())
          .thenComparing(BY_TIME);

  private final DrawnPolicy drawn;
  private final WindowPolicy policy;
  private final List<Fact> history = new ArrayList<>();
  private final Read opener;

  /** Emissions so far. */
  int revisions;

  boolean verdict;
  boolean isFinal;

  OracleWindow(DrawnPolicy drawn, Read opener) {
    this.drawn = drawn;
    this.policy = drawn.policy();
    this.opener = opener;
    came(opener);
  }

  void came(Read read) {
    history.add(new Fact.Came(read));
  }

  void broke(Ref ref) {
    history.add(new Fact.Broke(ref));
  }

  void missing(Modality m) {
    history.add(new Fact.Missing(m));
  }

  void overdue(Modality m) {
    history.add(new Fact.Overdue(m));
  }

  void absorb(OracleWindow other) {
    history.add(new Fact.Absorbed(other));
  }

  String subject() {
    return opener.record().subject();
  }

  String id() {
    return policy.kind() == WindowPolicy.Kind.CORRELATED
        ? correlation(opener)
        : Long.toString(startFor(drawn, opener));
  }

  static String correlation(Read r) {
    return r.record().correlationId() == null ? r.record().subject() : r.record().correlationId();
  }

  static long startFor(DrawnPolicy drawn, Read r) {
    long size = drawn.policy().size().toMillis();
    return drawn.policy().kind() == WindowPolicy.Kind.TUMBLING
        ? Math.floorDiv(r.eventTimeMs(), size) * size
        : r.eventTimeMs();
  }

  /** All that came, in the order in which the window learnt of it. */
  private Stream<Read> all() {
    return history.stream()
        .flatMap(
            f ->
                f instanceof Fact.Came c
                    ? Stream.of(c.read())
                    : f instanceof Fact.Absorbed a ? a.other().all() : Stream.empty());
  }

  long first() {
    return all().mapToLong(Read::eventTimeMs).min().orElseThrow();
  }

  long last() {
    return all().mapToLong(Read::eventTimeMs).max().orElseThrow();
  }

  private long firstSeen() {
    return history.stream()
        .filter(Fact.Absorbed.class::isInstance)
        .mapToLong(f -> ((Fact.Absorbed) f).other().firstSeen())
        .reduce(opener.wallMs(), Math::min);
  }

  long start() {
    return switch (policy.kind()) {
      case TUMBLING, FROM_FIRST -> startFor(drawn, opener);
      case CORRELATED, SESSION -> first();
    };
  }

  long end() {
    return policy.size().toMillis()
        + (policy.kind() == WindowPolicy.Kind.SESSION ? last() : start());
  }

  long deadline(Modality m) {
    return Math.min(end(), first() + drawn.waitMs(m)) + policy.grace().toMillis();
  }

  long earlyAt() {
    return first() + policy.emit().after().toMillis();
  }

  long retainedUntil() {
    return end() + policy.grace().toMillis() + policy.retention().toMillis();
  }

  /** The wall clock that corresponds to an event time. */
  long onWall(long eventMs) {
    return firstSeen() + (eventMs - first());
  }

  /** Whether a record is one of the window's. */
  boolean fits(Read r) {
    long size = policy.size().toMillis();
    long t = r.eventTimeMs();
    return switch (policy.kind()) {
      case CORRELATED -> id().equals(correlation(r));
      case TUMBLING -> start() == startFor(drawn, r);
      case FROM_FIRST -> Math.abs(t - start()) < size;
      case SESSION -> all().anyMatch(other -> Math.abs(t - other.eventTimeMs()) < size);
    };
  }

  /** The first kind that the window saw, or null. */
  String kind() {
    return all().map(r -> r.record().kind()).filter(k -> k != null).findFirst().orElse(null);
  }

  Set<Modality> expected() {
    return drawn.expected(kind());
  }

  Slot slot(Modality m) {
    Slot slot = new Slot(State.WAITING, null, List.of(), List.of());
    for (Fact fact : history) {
      slot = after(slot, fact, m);
    }
    return slot;
  }

  private Slot after(Slot s, Fact fact, Modality m) {
    if (fact instanceof Fact.Came c && c.read().modality() == m) {
      return c.read().record().isMarker()
          ? marked(s, c.read().record().marker())
          : holding(s, List.of(c.read()), m);
    }
    if (fact instanceof Fact.Broke b && s.held().stream().anyMatch(r -> r.ref().equals(b.ref()))) {
      return broken(s, b.ref());
    }
    if (fact instanceof Fact.Missing x && x.modality() == m) {
      AbsenceReason reason = s.reason() == null ? AbsenceReason.UNKNOWN : s.reason();
      return new Slot(State.MISSING, reason, s.held(), s.broken());
    }
    if (fact instanceof Fact.Overdue o && o.modality() == m) {
      return new Slot(State.OVERDUE, s.reason(), s.held(), s.broken());
    }
    if (fact instanceof Fact.Absorbed a) {
      Slot other = a.other().slot(m);
      boolean further = other.state().compareTo(s.state()) > 0;
      return !other.held().isEmpty() ? holding(s, other.held(), m) : further ? other : s;
    }
    return s;
  }

  private Slot holding(Slot s, List<Read> more, Modality m) {
    SampleChoice choice = policy.choices().getOrDefault(m, SampleChoice.FIRST);
    List<Read> held = new ArrayList<>(s.held());
    held.addAll(more);
    switch (choice.rule()) {
      case FIRST, ALL -> held.sort(BY_TIME);
      case LAST -> held.sort(BY_TIME.reversed());
      case BEST -> held.sort(BY_QUALITY.reversed());
    }
    held = new ArrayList<>(held.subList(0, Math.min(choice.most(), held.size())));
    held.sort(BY_TIME);
    if (held.equals(s.held())) {
      return s;
    }
    List<Read> broken = s.broken();
    return new Slot(
        State.PRESENT,
        null,
        held,
        broken.subList(Math.max(0, broken.size() - choice.most()), broken.size()));
  }

  private static Slot broken(Slot s, Ref ref) {
    List<Read> held = s.held().stream().filter(r -> !r.ref().equals(ref)).toList();
    List<Read> broken = new ArrayList<>(s.broken());
    s.held().stream().filter(r -> r.ref().equals(ref)).forEach(broken::add);
    broken.sort(BY_TIME);
    return held.isEmpty()
        ? new Slot(State.BROKEN, AbsenceReason.ERROR, held, broken)
        : new Slot(s.state(), s.reason(), held, broken);
  }

  private static Slot marked(Slot s, AbsenceReason reason) {
    boolean forGood = reason != AbsenceReason.TEMP_UNKNOWN && reason != AbsenceReason.UNKNOWN;
    if (s.state().compareTo(State.ABSENT) > 0 || (s.state() == State.ABSENT && !forGood)) {
      return s;
    }
    return new Slot(forGood ? State.ABSENT : s.state(), reason, s.held(), s.broken());
  }

  /** Whether an equal sample is held. */
  boolean holdsEqual(Read r) {
    Slot slot = slot(r.modality());
    return Stream.concat(slot.held().stream(), slot.broken().stream())
        .anyMatch(
            h ->
                h.eventTimeMs() == r.eventTimeMs()
                    && h.record().form() == r.record().form()
                    && h.record().content() == r.record().content());
  }
}
