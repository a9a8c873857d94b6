package io.lacuna.app.window;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * A sorted set for many items that come and go: sorted runs of bounded length, one after the other.
 * An item costs about one reference, where a {@link java.util.TreeSet} makes an object of each, for
 * a collector to walk. No two items may be equal by the order. Not thread-safe.
 */
final class SortedRuns<T> implements Iterable<T> {
  private static final int LONGEST = 128;

  private final Comparator<? super T> order;
  private final List<ArrayList<T>> runs = new ArrayList<>();
  private int size;

  SortedRuns(Comparator<? super T> order) {
    this.order = order;
  }

  int size() {
    return size;
  }

  /** The least item, or null. */
  T first() {
    return runs.isEmpty() ? null : runs.get(0).get(0);
  }

  void add(T item) {
    int r = runOf(item);
    if (r == runs.size()) {
      // most items come in their order: full runs stay full
      boolean full = r == 0 || runs.get(r - 1).size() == LONGEST;
      if (full) {
        runs.add(new ArrayList<>());
      } else {
        r--;
      }
    }
    List<T> run = runs.get(r);
    int at = Collections.binarySearch(run, item, order);
    if (at >= 0) {
      throw new IllegalArgumentException("an item that is equal to one which is there");
    }
    run.add(-at - 1, item);
    size++;
    if (run.size() > LONGEST) {
      List<T> upper = run.subList(LONGEST / 2, run.size());
      runs.add(r + 1, new ArrayList<>(upper));
      upper.clear();
    }
  }

  void remove(T item) {
    int r = runOf(item);
    int at = r == runs.size() ? -1 : Collections.binarySearch(runs.get(r), item, order);
    if (at < 0) {
      throw new IllegalArgumentException("no such item");
    }
    runs.get(r).remove(at);
    size--;
    shrink(r);
  }

  /** Drops a run that is empty and joins short neighbours, so that runs stay few. */
  private void shrink(int r) {
    List<T> run = runs.get(r);
    if (run.isEmpty()) {
      runs.remove(r);
    } else if (r + 1 < runs.size() && run.size() + runs.get(r + 1).size() <= LONGEST / 4) {
      run.addAll(runs.remove(r + 1));
    }
  }

  /** The first run that ends at the item or behind it; the number of runs where there is none. */
  private int runOf(T item) {
    int low = 0;
    int high = runs.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      List<T> run = runs.get(middle);
      if (order.compare(run.get(run.size() - 1), item) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** From the least item on; the set must not change meanwhile. */
  @Override
  public Iterator<T> iterator() {
    return runs.stream().flatMap(List::stream).iterator();
  }
}
