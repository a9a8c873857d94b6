package io.lacuna.app.intake.utterance;

import java.util.Comparator;

/** Names an utterance of a call. */
record UtteranceKey(String callId, String utterance) implements Comparable<UtteranceKey> {
  private static final Comparator<UtteranceKey> ORDER =
      Comparator.comparing(UtteranceKey::callId).thenComparing(UtteranceKey::utterance);

  @Override
  public int compareTo(UtteranceKey other) {
    return ORDER.compare(this, other);
  }
}
