package io.lacuna.app.adapters;

import static java.util.stream.Collectors.toSet;

import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.app.route.RouteTimeline;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.PresenceMask;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Routes of a pipeline whose adapters come and go. The batcher asks; the registry's thread tells
 * what is known and what is loaded. An observation whose adapter is not known or not loaded waits,
 * and {@link #waitingFor} says why. Thread-safe.
 */
public final class LiveRoutes implements AdapterRouter {

  /**
   * What is known of the topic, seen at once.
   *
   * @param horizonMs latest window start that can be routed with it, UTC ms
   */
  private record Known(RouteTimeline timeline, long horizonMs) {}

  /** The registry's thread has more to do than to wait for a batch, ms. */
  private static final long PATIENCE_MS = 200;

  private final Set<String> resident;
  private final Set<String> loaded = ConcurrentHashMap.newKeySet();

  /** What the batch under way may need; it must all be loaded at once. */
  private final Set<String> needed = ConcurrentHashMap.newKeySet();

  private final Map<String, Long> lastUse = new ConcurrentHashMap<>();
  private final AtomicLong uses = new AtomicLong();
  private final AtomicLong latestBoundMs = new AtomicLong(Long.MIN_VALUE);
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private volatile Known known;
  private volatile String waiting;

  /**
   * @param initial table before any cut-over
   * @param resident digests of adapters that are loaded for good
   */
  public LiveRoutes(RoutingTable initial, Set<String> resident) {
    this.resident = Set.copyOf(resident);
    this.loaded.addAll(resident);
    this.known = new Known(RouteTimeline.of(initial, List.of()), Long.MIN_VALUE);
  }

  @Override
  public void expect(long windowStartMs, String bound) {
    if (bound != null) {
      needed.add(bound);
    } else if (windowStartMs <= known.horizonMs()) {
      needed.addAll(known.timeline().at(windowStartMs).adapters());
    }
  }

  @Override
  public void check(long windowStartMs, String bound) {
    if (bound != null) {
      awaitLoaded(bound);
    } else {
      routable(windowStartMs);
    }
  }

  @Override
  public String adapterFor(String site, PresenceMask presence, long windowStartMs) {
    String adapter = routable(windowStartMs).at(windowStartMs).adapterFor(site, presence);
    awaitLoaded(adapter);
    latestBoundMs.accumulateAndGet(windowStartMs, Math::max);
    return adapter;
  }

  private RouteTimeline routable(long windowStartMs) {
    Known now = known;
    if (windowStartMs <= now.horizonMs()) {
      return now.timeline();
    }
    String upTo =
        now.horizonMs() == Long.MIN_VALUE
            ? "it was not read to its end yet"
            : "it is known for windows up to " + Instant.ofEpochMilli(now.horizonMs());
    throw wait(
        "the registry topic, for a window from "
            + Instant.ofEpochMilli(windowStartMs)
            + ": "
            + upTo);
  }

  private void awaitLoaded(String adapter) {
    needed.add(adapter);
    if (!loaded.contains(adapter)) {
      throw wait("adapter " + adapter + ", which is not loaded yet");
    }
    lastUse.put(adapter, uses.incrementAndGet());
  }

  private NotYetRoutableException wait(String what) {
    waiting = what;
    return new NotYetRoutableException("waits for " + what);
  }

  @Override
  public <T> T whileLoaded(Supplier<T> work) {
    use.readLock().lock();
    try {
      T result = work.get();
      waiting = null;
      needed.clear();
      return result;
    } finally {
      use.readLock().unlock();
    }
  }

  /** What the batcher waits for, if it does. */
  public Optional<String> waitingFor() {
    return Optional.ofNullable(waiting);
  }

  /** The routing table of a window start, UTC ms, as far as it is known. */
  public RoutingTable tableAt(long windowStartMs) {
    return known.timeline().at(windowStartMs);
  }

  /** Latest window start that was routed here, UTC ms; the smallest number before the first. */
  long latestBoundMs() {
    return latestBoundMs.get();
  }

  void know(RouteTimeline timeline, long horizonMs) {
    known = new Known(timeline, horizonMs);
  }

  /** Adapters that observations wait for. */
  Set<String> wanted() {
    return needed.stream().filter(adapter -> !loaded.contains(adapter)).collect(toSet());
  }

  boolean isLoaded(String adapter) {
    return loaded.contains(adapter);
  }

  boolean isResident(String adapter) {
    return resident.contains(adapter);
  }

  void loaded(String adapter) {
    lastUse.put(adapter, uses.incrementAndGet());
    loaded.add(adapter);
  }

  /** How many adapters are in memory besides the resident ones. */
  int announcedLoaded() {
    return loaded.size() - resident.size();
  }

  /**
   * Adapters that may go: neither resident nor kept nor asked for by the batch under way; the one
   * that was not used the longest first.
   */
  List<String> idle(Set<String> kept) {
    return loaded.stream()
        .filter(a -> !resident.contains(a) && !kept.contains(a) && !needed.contains(a))
        .sorted(Comparator.comparing(a -> lastUse.getOrDefault(a, 0L)))
        .toList();
  }

  /**
   * Gives an adapter up between two batches; who needs it again waits until it is loaded. When no
   * batch ends in time it stays, for another try.
   */
  void free(String adapter, Consumer<String> unload) {
    if (!betweenBatches()) {
      return;
    }
    try {
      loaded.remove(adapter);
      lastUse.remove(adapter);
      unload.accept(adapter);
    } finally {
      use.writeLock().unlock();
    }
  }

  private boolean betweenBatches() {
    try {
      return use.writeLock().tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
