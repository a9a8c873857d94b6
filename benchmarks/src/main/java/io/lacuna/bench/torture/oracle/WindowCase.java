package io.lacuna.bench.torture.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A window of a subject: what came for it, and what was said about it. Used by one thread.
 *
 * @param records sound records of the inputs, late ones included
 * @param revisions in the order of their offsets
 */
record WindowCase(Key key, List<Logged> records, List<Revision> revisions) {

  /** Identity of an aligned window. */
  record Key(String subject, long startMs) {
    @Override
    public String toString() {
      return subject + " window " + startMs;
    }
  }

  WindowCase(Key key) {
    this(key, new ArrayList<>(), new ArrayList<>());
  }

  Revision last() {
    return revisions.get(revisions.size() - 1);
  }
}
