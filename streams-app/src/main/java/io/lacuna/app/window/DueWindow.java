package io.lacuna.app.window;

import java.util.Arrays;

/**
 * An open window with its instants: one object, whichever {@link Deadlines.Line lines} hold it.
 * Each line has two instants, by event time and by the wall clock, in this order.
 */
final class DueWindow {
  private static final long NONE = Long.MIN_VALUE;

  final String subject;
  final String windowId;
  final long[] instants;

  /** Without any instant. */
  DueWindow(String subject, String windowId, int lines) {
    this.subject = subject;
    this.windowId = windowId;
    this.instants = new long[2 * lines];
    Arrays.fill(instants, NONE);
  }

  boolean has(int line) {
    return instants[2 * line] != NONE;
  }

  /**
   * @param at place of the instant that it is due at
   */
  Deadlines.Due due(int at, int line) {
    return new Deadlines.Due(instants[at], instants[2 * line], subject, windowId);
  }

  /** The same window, whatever its instants. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DueWindow w && subject.equals(w.subject) && windowId.equals(w.windowId);
  }

  @Override
  public int hashCode() {
    return 31 * subject.hashCode() + windowId.hashCode();
  }
}
