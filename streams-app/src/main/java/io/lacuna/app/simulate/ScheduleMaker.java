package io.lacuna.app.simulate;

import static io.lacuna.app.simulate.DrawnPolicy.SIZE_MS;
import static io.lacuna.app.simulate.DrawnPolicy.pick;

import io.lacuna.app.simulate.FeedRecord.Form;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Draws a schedule from a seed; the same seed always gives the same one. */
final class ScheduleMaker {
  /** Event times and the wall clock begin here, ms. */
  static final long T0 = 1_000_000;

  private static final Modality[] MODALITIES = Modality.values();

  /** One schedule in so many is one that a DSL topology can follow as well. */
  private static final int ORDERLY = 16;

  private static final AbsenceReason[] MARKERS = AbsenceReason.values();

  private final SplittableRandom random;
  private final List<FeedRecord> feed = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private DrawnPolicy drawn;
  private long clock = T0;
  private int lives = 1;

  private ScheduleMaker(long seed) {
    this.random = new SplittableRandom(seed);
  }

  static Schedule draw(long seed) {
    ScheduleMaker maker = new ScheduleMaker(seed);
    boolean orderly = maker.random.nextInt(ORDERLY) == 0;
    if (orderly) {
      maker.orderly();
    } else {
      maker.wild();
    }
    return new Schedule(seed, maker.drawn, orderly, maker.steps);
  }

  private void wild() {
    drawn = DrawnPolicy.draw(random);
    int subjects = 1 + random.nextInt(3);
    int records = 10 + random.nextInt(31);
    int[] eagerness = {1 + random.nextInt(6), 1 + random.nextInt(6), 1 + random.nextInt(6)};
    int restarts = random.nextInt(3);
    for (int i = 0; i < records; i++) {
      clock += random.nextInt(random.nextInt(8) == 0 ? 150 : 25);
      feed.add(next(subjects));
    }
    // a sender that is held up sends later; each modality has its own senders
    int[] heldUp = {0, 0, 0};
    List<long[]> order = new ArrayList<>();
    for (int i = 0; i < feed.size(); i++) {
      int m = feed.get(i).modality().ordinal();
      if (random.nextInt(10) == 0) {
        heldUp[m] = random.nextInt(3) * random.nextInt(12);
      }
      order.add(new long[] {i + heldUp[m], i});
    }
    order.sort(Comparator.comparingLong(at -> at[0]));
    for (long[] at : order) {
      steps.add(new Step.Append(feed.get((int) at[1])));
      int more = random.nextInt(5);
      for (int i = 0; i < more; i++) {
        steps.add(between(eagerness, restarts));
      }
    }
  }

  private Step between(int[] eagerness, int restarts) {
    int dice = random.nextInt(100);
    if (dice < 45) {
      if (random.nextInt(20) == 0) {
        // an outage begins or ends
        eagerness[random.nextInt(3)] = random.nextInt(7);
      }
      return new Step.Read(weighted(eagerness));
    }
    if (dice < 68) {
      return new Step.Advance(1 + random.nextInt(random.nextInt(6) == 0 ? 300 : 35));
    }
    if (dice < 83) {
      boolean all = random.nextInt(3) > 0;
      return new Step.LookUp(
          all || random.nextBoolean(), all || random.nextBoolean(), all || random.nextBoolean());
    }
    if (dice < 97 || lives > restarts) {
      return new Step.Score(random.nextInt(4));
    }
    lives++;
    return new Step.Restart();
  }

  private Modality weighted(int[] eagerness) {
    int at = random.nextInt(1 + eagerness[0] + eagerness[1] + eagerness[2]);
    for (int i = 0; i < 2; i++) {
      if (at < eagerness[i]) {
        return MODALITIES[i];
      }
      at -= eagerness[i];
    }
    return MODALITIES[2];
  }

  private FeedRecord next(int subjects) {
    if (!feed.isEmpty() && random.nextInt(12) == 0) {
      return feed.get(random.nextInt(feed.size()));
    }
    Form form = form();
    return new FeedRecord(
        "p" + random.nextInt(subjects),
        MODALITIES[random.nextInt(3)],
        eventTime(),
        random.nextInt(3) == 0 ? null : "c" + random.nextInt(2),
        kind(),
        random.nextInt(3) == 0 ? null : Float.valueOf(random.nextInt(3)),
        form,
        form == Form.MARKER ? MARKERS[random.nextInt(MARKERS.length)] : null,
        random.nextInt(4));
  }

  private String kind() {
    return random.nextInt(3) > 0 ? null : List.of("short", "full", "other").get(random.nextInt(3));
  }

  private Form form() {
    int dice = random.nextInt(100);
    if (dice < 12) {
      return Form.MARKER;
    }
    if (dice < 20) {
      return Form.BROKEN_PAYLOAD;
    }
    if (dice < 23) {
      return Form.GUILTY;
    }
    if (dice < 26) {
      return Form.values()[Form.BROKEN_ENVELOPE.ordinal() + random.nextInt(3)];
    }
    return Form.SAMPLE;
  }

  private long eventTime() {
    if (feed.isEmpty() || random.nextInt(10) < 5) {
      return clock + random.nextInt(40) - 30;
    }
    FeedRecord earlier = feed.get(random.nextInt(feed.size()));
    if (random.nextInt(4) == 0) {
      return Math.max(T0 - 500, clock - random.nextInt(300));
    }
    if (drawn.policy().kind() == WindowPolicy.Kind.SESSION && random.nextBoolean()) {
      // far enough to be a session of its own, or near enough to join two
      return earlier.eventTimeMs() + pick(random, -140, -105, -60, 60, 105, 140);
    }
    // at an edge of the window that the earlier record opened, or one ms beside it
    WindowPolicy policy = drawn.policy();
    int wait = (int) Math.min(SIZE_MS, drawn.waitMs(MODALITIES[random.nextInt(3)]));
    int grace = (int) policy.grace().toMillis();
    int retention = (int) policy.retention().toMillis();
    int edge =
        pick(
            random,
            0,
            SIZE_MS,
            -SIZE_MS,
            wait + grace,
            SIZE_MS + grace,
            SIZE_MS + grace + retention,
            (int) policy.emit().after().toMillis());
    long from = earlier.eventTimeMs();
    if (policy.kind() == WindowPolicy.Kind.TUMBLING && random.nextBoolean()) {
      from -= Math.floorMod(from, SIZE_MS);
    }
    return from + edge + pick(random, -1, 0, 1);
  }

  /** In order of event time, each record read as it comes; what is missing stays missing. */
  private void orderly() {
    drawn = DrawnPolicy.plain(random);
    int records = 10 + random.nextInt(20);
    for (int i = 0; i < records; i++) {
      clock += random.nextInt(40);
      Modality m = MODALITIES[random.nextInt(3)];
      String subject = "p" + random.nextInt(2);
      steps.add(
          new Step.Append(
              new FeedRecord(subject, m, clock, null, null, null, Form.SAMPLE, null, i)));
      steps.add(new Step.Read(m));
      if (random.nextInt(4) == 0) {
        steps.add(new Step.Score(0));
      }
    }
  }
}
