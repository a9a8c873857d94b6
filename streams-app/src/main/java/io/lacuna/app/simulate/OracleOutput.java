package io.lacuna.app.simulate;

import io.lacuna.app.simulate.OracleWindow.Slot;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.simulate.Seen.Scored;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The emissions that must come, per window in the order of their decisions. */
final class OracleOutput {

  /**
   * An emission that was decided.
   *
   * @param before the emission whose result it says again, or null
   * @param first the first emission of the window
   */
  private record Decided(
      Emission draft, Set<Modality> expected, Decided before, Decided first, Scored[] outcome) {}

  private final Set<Ref> broken = new HashSet<>();

  private final Map<String, List<Decided>> byWindow = new LinkedHashMap<>();
  private int decided;

  /** How many emissions were decided. */
  int decided() {
    return decided;
  }

  void decide(OracleWindow w, Cause cause, boolean isFinal, boolean repeat, String mergedInto) {
    Set<Modality> expected = w.expected();
    PresenceMask presence = PresenceMask.NONE;
    Map<Modality, AbsenceReason> absences = new TreeMap<>();
    List<Ref> inputs = new ArrayList<>();
    for (Modality m : Modality.values()) {
      Slot slot = w.slot(m);
      slot.held().forEach(r -> inputs.add(r.ref()));
      if (!slot.held().isEmpty()) {
        presence = presence.with(m);
      } else if (expected.contains(m)) {
        AbsenceReason silent =
            slot.state().isAwaited() ? AbsenceReason.TEMP_UNKNOWN : AbsenceReason.UNKNOWN;
        absences.put(m, slot.reason() == null ? silent : slot.reason());
      }
    }
    Emission draft =
        new Emission(
            w.subject(),
            w.id(),
            w.start(),
            w.end(),
            w.revisions,
            isFinal,
            cause,
            presence.toString(),
            absences,
            inputs.stream().sorted().toList(),
            mergedInto,
            null,
            null,
            w.first(),
            expected.stream().mapToLong(w::deadline).max().orElseThrow());
    List<Decided> all = byWindow.computeIfAbsent(draft.key(), k -> new ArrayList<>());
    Decided last = all.isEmpty() ? null : all.get(all.size() - 1);
    Decided first = draft.revision() == 0 ? null : last.first() == null ? last : last.first();
    all.add(new Decided(draft, expected, repeat ? last : null, first, new Scored[1]));
    decided++;
  }

  /** Takes the outcome of the emission that it names. */
  void scored(Scored s) {
    broken.addAll(s.broken());
    // what another emission was scored with and found broken is broken here as well
    Scored all =
        new Scored(
            s.subject(),
            s.windowId(),
            s.windowStartMs(),
            s.revision(),
            List.copyOf(broken),
            s.failed());
    byWindow.getOrDefault(s.subject() + "/" + s.windowId(), List.of()).stream()
        .filter(d -> d.before() == null && d.outcome()[0] == null)
        .filter(d -> d.draft().revision() == s.revision())
        .findFirst()
        .ifPresent(d -> d.outcome()[0] = all);
  }

  /**
   * The emission of a window that must come as number {@code index}, and what was expected of it.
   *
   * @return null when none was decided, or its outcome is not known
   */
  Expected at(String window, int index) {
    List<Decided> all = byWindow.getOrDefault(window, List.of());
    if (index >= all.size()) {
      return null;
    }
    Emission result = result(all.get(index));
    return result == null ? null : new Expected(result, all.get(index).expected());
  }

  /** An emission that must come, and the modalities that were expected of its window. */
  record Expected(Emission emission, Set<Modality> modalities) {}

  private static Emission result(Decided d) {
    Emission draft = d.draft();
    if (d.before() != null) {
      Emission last = result(d.before());
      return last == null ? null : repeated(last, draft);
    }
    return d.outcome()[0] == null ? null : scored(d, d.outcome()[0]);
  }

  private static Emission scored(Decided d, Scored s) {
    Emission draft = d.draft();
    List<Ref> inputs = draft.inputs().stream().filter(r -> !s.broken().contains(r)).toList();
    PresenceMask presence = PresenceMask.NONE;
    for (Ref ref : inputs) {
      presence = presence.with(ref.modality());
    }
    Map<Modality, AbsenceReason> absences = new TreeMap<>(draft.absences());
    for (Modality m : d.expected()) {
      if (!presence.has(m)) {
        absences.putIfAbsent(m, AbsenceReason.ERROR);
      }
    }
    String adapter = d.first() == null ? presence.toString() : result(d.first()).adapter();
    return new Emission(
        draft.subject(),
        draft.windowId(),
        draft.startMs(),
        draft.endMs(),
        draft.revision(),
        draft.isFinal(),
        s.failed() ? Cause.FAILED : draft.cause(),
        presence.toString(),
        absences,
        inputs,
        draft.mergedInto(),
        s.failed() ? null : SimulatedScorer.score(inputs),
        adapter,
        draft.firstEventMs(),
        draft.deadlineMs());
  }

  private static Emission repeated(Emission last, Emission draft) {
    Map<Modality, AbsenceReason> absences = new TreeMap<>(last.absences());
    absences.replaceAll((m, reason) -> draft.absences().getOrDefault(m, reason));
    return new Emission(
        draft.subject(),
        draft.windowId(),
        draft.startMs(),
        draft.endMs(),
        draft.revision(),
        draft.isFinal(),
        draft.cause(),
        last.presence(),
        absences,
        last.inputs(),
        draft.mergedInto(),
        last.score(),
        last.adapter(),
        draft.firstEventMs(),
        draft.deadlineMs());
  }
}
