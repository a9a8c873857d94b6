package io.lacuna.app.web;

import io.lacuna.schema.Prediction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The predictions that the page shows: the latest per subject and window of the last 5,000
 * subjects, and the last 1,000 in order, so that a reader can go on where it was. Thread-safe.
 *
 * <p>{@link #offer} only puts the prediction into a bounded inbox. A thread of the feed does the
 * rest, so a producer never waits for a reader; what the inbox cannot hold is dropped and counted.
 */
public final class LiveFeed implements AutoCloseable {
  static final int INBOX = 1_000;
  static final int RING = 1_000;
  static final int SUBJECTS = 5_000;
  static final int ROWS = 4 * SUBJECTS;
  static final int SHOWN = 200;
  private static final int SUBJECT_DIGITS = 8;
  private static final int SITE_DIGITS = 4;
  private static final int KEY_DIGITS = 16;
  private static final int OTHERS = 20;

  /** What the kept rows add up to; {@code received} and {@code dropped} count from the start. */
  record Stats(
      long received,
      long dropped,
      int subjects,
      int windows,
      Map<String, Map<String, Integer>> presence) {}

  /**
   * What a reader has not seen yet.
   *
   * @param snapshot whether the reader's place is unknown or lost, so that {@code rows} are the
   *     newest ones, newest first, instead of the next ones in order
   * @param cursor the reader's place after these rows
   */
  record Changes(boolean snapshot, List<LivePrediction> rows, long cursor, Stats stats) {}

  /**
   * One window of a subject.
   *
   * @param revisions its last {@value LiveRows#REVISIONS}, the oldest first
   * @param others the subject's other windows, the one that changed last first
   */
  record Subject(LivePrediction row, List<LiveRevision> revisions, List<LivePrediction> others) {}

  private final InstantSource clock;
  private final boolean showIds;
  private final Pseudonyms pseudonyms = new Pseudonyms();
  private final String epoch = pseudonyms.of(KEY_DIGITS, "feed");
  private final BlockingQueue<Prediction> inbox = new ArrayBlockingQueue<>(INBOX);
  private final AtomicLong dropped = new AtomicLong();
  private final Deque<LivePrediction> ring = new ArrayDeque<>(); // guarded by this, as all below
  private final LiveRows rows = new LiveRows(SUBJECTS, ROWS);
  private final FeedTally tally = new FeedTally();
  private final Thread thread = new Thread(this::run, "lacuna-live-feed");
  private long seq;

  /** A feed that takes predictions in only when {@link #drain} is called. */
  LiveFeed(InstantSource clock, boolean showIds) {
    this.clock = clock;
    this.showIds = showIds;
    thread.setDaemon(true);
  }

  /**
   * Starts an empty feed.
   *
   * @param showIds whether subjects appear under their ids instead of pseudonyms
   */
  public static LiveFeed start(InstantSource clock, boolean showIds) {
    LiveFeed feed = new LiveFeed(clock, showIds);
    feed.thread.start();
    return feed;
  }

  /** Takes a prediction without waiting; false when it had to be dropped. */
  public boolean offer(Prediction p) {
    boolean taken = inbox.offer(p);
    if (!taken) {
      dropped.incrementAndGet();
    }
    return taken;
  }

  /** Predictions dropped so far. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        take(inbox.take());
        drain();
      }
    } catch (InterruptedException e) {
      // closed: the rows stay readable
    }
  }

  /** Takes in what waits in the inbox. */
  void drain() {
    List<Prediction> waiting = new ArrayList<>();
    inbox.drainTo(waiting);
    waiting.forEach(this::take);
  }

  private synchronized void take(Prediction p) {
    String key = key(p.getPipeline(), p.getSubject(), p.getWindowId());
    LivePrediction row =
        LivePrediction.of(p, seq + 1, key, subject(p.getSubject()), clock.millis());
    String site = site(p.getSite());
    if (!rows.put(row, LiveRevision.of(p, row, site))) {
      return;
    }
    tally.add(p, row, site);
    seq++;
    ring.addLast(row);
    if (ring.size() > RING) {
      ring.removeFirst();
    }
    notifyAll();
  }

  /** What the page calls a subject. */
  String subject(String id) {
    return showIds ? id : pseudonyms.of(SUBJECT_DIGITS, id);
  }

  /** What the page calls a site; null for none. */
  String site(String id) {
    return id == null || showIds ? id : "site-" + pseudonyms.of(SITE_DIGITS, "site", id);
  }

  /** The key of a window's row. */
  String key(String pipeline, String subject, String windowId) {
    return pseudonyms.of(KEY_DIGITS, pipeline, subject, windowId);
  }

  /** The name of a place in this feed, which a reader may come back with. */
  String eventId(long cursor) {
    return epoch + "-" + cursor;
  }

  /** The place that {@link #eventId} named; -1 when it is not of this feed. */
  long cursor(String eventId) {
    return eventId != null && eventId.matches(epoch + "-[0-9]{1,18}")
        ? Long.parseLong(eventId.substring(epoch.length() + 1))
        : -1;
  }

  /** What came after {@code cursor}; waits up to {@code patience} for something to come. */
  synchronized Changes changesAfter(long cursor, Duration patience) throws InterruptedException {
    if (cursor == seq && !patience.isZero()) {
      wait(patience.toMillis());
    }
    if (cursor < seq - ring.size() || cursor > seq || cursor < 0) {
      return snapshot();
    }
    LinkedList<LivePrediction> next = new LinkedList<>();
    Iterator<LivePrediction> newestFirst = ring.descendingIterator();
    for (long at = seq; at > cursor; at--) {
      next.addFirst(newestFirst.next());
    }
    return new Changes(false, next, seq, stats());
  }

  /** The newest rows, at most {@value #SHOWN}. */
  synchronized Changes snapshot() {
    return new Changes(true, rows.newest(SHOWN), seq, stats());
  }

  /** A window with its revisions; empty when it was never known or is forgotten. */
  synchronized Optional<Subject> window(String key) {
    return rows.row(key)
        .map(row -> new Subject(row, rows.revisions(key), rows.others(row, OTHERS)));
  }

  /** Reads what the predictions add up to; must not take long, the feed stands meanwhile. */
  synchronized <T> T tally(Function<FeedTally, T> read) {
    return read.apply(tally);
  }

  private Stats stats() {
    return new Stats(seq, dropped.get(), rows.subjects(), rows.rows(), rows.presence());
  }
}
