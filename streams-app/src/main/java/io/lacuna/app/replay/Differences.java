package io.lacuna.app.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a replay and the live run differ: the first ones in words, all of them counted.
 * Thread-safe.
 */
public final class Differences {
  private static final int KEPT = 20;

  private final List<String> first = new ArrayList<>();
  private long count;

  /**
   * @param where names no subject
   */
  synchronized void add(String where, Object live, Object replay) {
    count++;
    if (first.size() < KEPT) {
      first.add(where + ": live " + live + ", replay " + replay);
    }
  }

  public synchronized long count() {
    return count;
  }

  /** At most 20, in the order in which they were met. */
  public synchronized List<String> first() {
    return List.copyOf(first);
  }
}
