package io.lacuna.app.replay;

import io.lacuna.model.recording.Delay;
import io.lacuna.model.recording.Protocol;
import io.lacuna.model.recording.SubjectRandom;
import io.lacuna.schema.Modality;
import java.util.Map;

/**
 * What a what-if replay changes of the feed. A draw depends on seed, modality and subject only, so
 * two replays with one seed differ in nothing but what was asked.
 *
 * @param drop per modality, the share of the subjects of which it never arrives
 * @param delay per modality, how much later it arrives
 * @param corrupt per modality, the share of the subjects of which its payload breaks
 * @param protocol what subjects show at all, or null for everything
 */
public record Perturbation(
    Map<Modality, Double> drop,
    Map<Modality, Delay> delay,
    Map<Modality, Double> corrupt,
    Protocol protocol,
    long seed) {
  public static final Perturbation NONE = new Perturbation(Map.of(), Map.of(), Map.of(), null, 0);

  public Perturbation {
    drop = Map.copyOf(drop);
    delay = Map.copyOf(delay);
    corrupt = Map.copyOf(corrupt);
    drop.forEach((m, share) -> requireShare("drop", m, share));
    corrupt.forEach((m, share) -> requireShare("corrupt", m, share));
  }

  private static void requireShare(String what, Modality m, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "--" + what + " " + m + "=" + share + " must be a share from 0 to 1");
    }
  }

  boolean drops(Modality m, String subject) {
    return draw("drop", drop, m, subject)
        || protocol != null && !protocol.shown(seed, subject).has(m);
  }

  boolean corrupts(Modality m, String subject) {
    return draw("corrupt", corrupt, m, subject);
  }

  private boolean draw(String purpose, Map<Modality, Double> shares, Modality m, String subject) {
    double share = shares.getOrDefault(m, 0.0);
    return share > 0 && SubjectRandom.of(seed, purpose, m.name(), subject).nextDouble() < share;
  }

  long delayMs(Modality m, String subject) {
    Delay extra = delay.get(m);
    return extra == null ? 0 : extra.drawMs(seed, m, subject);
  }
}
