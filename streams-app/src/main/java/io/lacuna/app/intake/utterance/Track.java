package io.lacuna.app.intake.utterance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One speaker channel of a call: pieces that do not overlap, in the order of their offsets, which
 * is that of their sequence. Of what does not fit so, the one that came first stays.
 */
final class Track {
  private final Map<Long, Piece> bySequence = new HashMap<>();
  private final TreeMap<Long, Piece> byOffset = new TreeMap<>();

  /** The piece of that sequence, or null. */
  Piece piece(long sequence) {
    return bySequence.get(sequence);
  }

  boolean isEmpty() {
    return bySequence.isEmpty();
  }

  /** Whether the chunk overlaps no piece and stands among them in the order of its sequence. */
  boolean fits(Chunk c) {
    Map.Entry<Long, Piece> before = byOffset.floorEntry(c.offset());
    Map.Entry<Long, Piece> after = byOffset.higherEntry(c.offset());
    return (before == null || precedes(before.getValue(), c))
        && (after == null || follows(after.getValue(), c));
  }

  private static boolean precedes(Piece p, Chunk c) {
    return p.end() <= c.offset() && p.sequence < c.sequence() && !p.last;
  }

  private static boolean follows(Piece p, Chunk c) {
    return c.offset() + c.length() <= p.offset && c.sequence() < p.sequence && !c.last();
  }

  void add(Piece p) {
    bySequence.put(p.sequence, p);
    byOffset.put(p.offset, p);
  }

  void remove(Piece p) {
    bySequence.remove(p.sequence);
    byOffset.remove(p.offset);
  }

  /**
   * The pieces whose audio is held and lies in a range at least in part, in their order.
   *
   * @param to exclusive
   */
  List<Piece> held(long from, long to) {
    List<Piece> found = new ArrayList<>();
    Long first = byOffset.floorKey(from);
    for (Piece p : byOffset.tailMap(first == null ? from : first).values()) {
      if (p.offset >= to) {
        break;
      }
      if (p.held && p.end() > from) {
        found.add(p);
      }
    }
    return found;
  }

  /** Where the channel is known to end; the largest number where it is not. */
  long end() {
    boolean known = !byOffset.isEmpty() && byOffset.lastEntry().getValue().last;
    return known ? byOffset.lastEntry().getValue().end() : Long.MAX_VALUE;
  }
}
