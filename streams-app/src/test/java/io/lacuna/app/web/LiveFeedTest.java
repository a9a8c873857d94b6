package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.web.LiveFeed.Changes;
import io.lacuna.app.web.LiveFeed.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(5_000));

  private final LiveFeed feed = new LiveFeed(CLOCK, false);

  @Test
  void keepsTheHighestRevisionPerSubjectAndWindow() {
    feed.offer(Predictions.utterance("u").build());
    feed.offer(Predictions.patient("p").build());
    feed.offer(Predictions.utterance("u").setRevision(2).setIsFinal(true).build());
    feed.offer(Predictions.utterance("u").setRevision(1).build());
    feed.offer(Predictions.utterance("u").setWindowId("another").build());
    feed.drain();

    assertThat(feed.snapshot().rows())
        .extracting(LivePrediction::pipeline, LivePrediction::revision)
        .containsExactly(tuple("utterance", 0), tuple("utterance", 2), tuple("patient", 0));
    assertThat(feed.snapshot().stats().subjects()).isEqualTo(2);
    assertThat(feed.snapshot().rows().get(0).received()).isEqualTo(5_000);
  }

  @Test
  void countsWindowsByPresenceAsTheyChange() {
    feed.offer(Predictions.patient("p").setPresence(1).setPresenceLetters("I--").build());
    feed.offer(Predictions.patient("q").build());
    feed.drain();
    feed.offer(Predictions.patient("p").setRevision(1).build());
    feed.offer(Predictions.utterance("u").build());
    feed.drain();

    assertThat(feed.snapshot().stats().presence())
        .containsExactly(entry("patient", Map.of("IT-", 2)), entry("utterance", Map.of("-T-", 1)));
  }

  @Test
  void forgetsTheSubjectsThatChangedLongestAgo() {
    fill(0, LiveFeed.SUBJECTS);
    feed.offer(Predictions.patient("p0").setRevision(1).build());
    feed.drain();
    fill(LiveFeed.SUBJECTS, LiveFeed.SUBJECTS + 3);

    assertThat(feed.snapshot().stats().subjects()).isEqualTo(LiveFeed.SUBJECTS);
    assertThat(feed.snapshot().stats().presence())
        .containsExactly(entry("patient", Map.of("IT-", LiveFeed.SUBJECTS)));
    assertThat(feed.snapshot().rows()).hasSize(LiveFeed.SHOWN);
    feed.offer(Predictions.patient("p0").setRevision(0).build());
    feed.offer(Predictions.patient("p1").setRevision(0).build());
    feed.drain();
    assertThat(feed.snapshot().rows().get(0).seq())
        .as("the old revision of p0 is known as old, p1 was forgotten and is new")
        .isEqualTo(LiveFeed.SUBJECTS + 5);
  }

  @Test
  void boundsTheWindowsOfOneSubject() {
    for (int i = 0; i < LiveFeed.ROWS + 1; i++) {
      feed.offer(Predictions.patient("p").setWindowId("w" + i).build());
      feed.drain();
    }

    assertThat(feed.snapshot().stats().windows()).isEqualTo(LiveFeed.ROWS);
    assertThat(feed.snapshot().stats().subjects()).isEqualTo(1);
  }

  @Test
  void dropsAndCountsWhatTheInboxCannotHold() {
    for (int i = 0; i < LiveFeed.INBOX + 7; i++) {
      assertThat(feed.offer(Predictions.patient("p" + i).build())).isEqualTo(i < LiveFeed.INBOX);
    }
    feed.drain();

    assertThat(feed.dropped()).isEqualTo(7);
    assertThat(feed.snapshot().stats().dropped()).isEqualTo(7);
    assertThat(feed.snapshot().stats().received()).isEqualTo(LiveFeed.INBOX);
  }

  @Test
  void neverMakesAProducerWaitForAReader() throws Exception {
    try (LiveFeed running = LiveFeed.start(CLOCK, false)) {
      synchronized (running) { // a reader that holds the feed
        CompletableFuture<Void> producer =
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < LiveFeed.INBOX + 7; i++) {
                    running.offer(Predictions.patient("p" + i).build());
                  }
                });
        producer.get(30, TimeUnit.SECONDS);
        assertThat(running.dropped()).as("one may be in hand").isBetween(6L, 7L);
      }
    }
  }

  @Test
  void resumesAfterTheLastEventSeen() throws InterruptedException {
    fill(0, 10);
    long cursor = feed.cursor(feed.eventId(7));

    Changes changes = feed.changesAfter(cursor, Duration.ZERO);

    assertThat(changes.snapshot()).isFalse();
    assertThat(changes.rows()).extracting(LivePrediction::seq).containsExactly(8L, 9L, 10L);
    assertThat(feed.changesAfter(changes.cursor(), Duration.ZERO).rows()).isEmpty();
  }

  @Test
  void resumesFromTheOldestInTheRingAndNotFromBefore() throws InterruptedException {
    fill(0, LiveFeed.RING + 5);

    assertThat(feed.changesAfter(5, Duration.ZERO).rows())
        .extracting(LivePrediction::seq)
        .isEqualTo(LongStream.rangeClosed(6, LiveFeed.RING + 5).boxed().toList());
    Changes lost = feed.changesAfter(4, Duration.ZERO);
    assertThat(lost.snapshot()).isTrue();
    assertThat(lost.rows()).hasSize(LiveFeed.SHOWN);
    assertThat(lost.cursor()).isEqualTo(LiveFeed.RING + 5);
  }

  @Test
  void answersWithASnapshotToAnIdThatIsNotOfThisFeed() throws InterruptedException {
    fill(0, 3);
    String foreign = new LiveFeed(CLOCK, false).eventId(2);

    for (String id :
        new String[] {null, "", "2", foreign, feed.eventId(4), feed.eventId(2) + "x"}) {
      Changes changes = feed.changesAfter(feed.cursor(id), Duration.ZERO);
      assertThat(changes.snapshot()).as("id %s", id).isTrue();
      assertThat(changes.rows()).extracting(LivePrediction::seq).containsExactly(3L, 2L, 1L);
    }
  }

  @Test
  void namesSubjectsByPseudonymsThatLastAsLongAsTheProcess() throws Exception {
    feed.offer(Predictions.patient("MRN-0001").build());
    feed.offer(Predictions.patient("MRN-0001").setWindowId("w2").build());
    feed.offer(Predictions.patient("MRN-0002").build());
    feed.drain();
    List<LivePrediction> rows = feed.snapshot().rows();

    assertThat(rows).extracting(LivePrediction::subject).allMatch(s -> s.matches("[0-9a-f]{8}"));
    assertThat(rows.get(1).subject()).isEqualTo(rows.get(2).subject());
    assertThat(rows.get(0).subject()).isNotEqualTo(rows.get(1).subject());
    assertThat(rows).extracting(LivePrediction::key).doesNotHaveDuplicates();
    assertThat(new ObjectMapper().writeValueAsString(rows)).doesNotContain("MRN-");

    LiveFeed another = new LiveFeed(CLOCK, false);
    another.offer(Predictions.patient("MRN-0002").build());
    another.drain();
    assertThat(another.snapshot().rows().get(0).subject()).isNotEqualTo(rows.get(0).subject());
  }

  @Test
  void showsIdsWhereTheyWereAskedFor() {
    LiveFeed open = new LiveFeed(CLOCK, true);
    open.offer(Predictions.patient("MRN-0001").build());
    open.drain();

    assertThat(open.snapshot().rows().get(0).subject()).isEqualTo("MRN-0001");
  }

  @Test
  void wakesAReaderWhenSomethingComes() throws InterruptedException {
    try (LiveFeed running = LiveFeed.start(CLOCK, false)) {
      running.changesAfter(-1, Duration.ZERO);
      running.offer(Predictions.patient("p").build());

      assertThat(running.changesAfter(0, Duration.ofMinutes(1)).rows()).hasSize(1);
    }
  }

  @Test
  void keepsTheLastRevisionsOfAWindow() {
    int last = LiveRows.REVISIONS + 2;
    for (int i = 0; i <= last; i++) {
      feed.offer(Predictions.utterance("u").setRevision(i).setSite("ward 7").build());
    }
    feed.offer(Predictions.utterance("u").setRevision(last).setIsFinal(true).build());
    feed.offer(Predictions.utterance("u").setWindowId("another").build());
    feed.offer(Predictions.patient("u").build());
    feed.drain();

    Subject subject = feed.window(feed.key("utterance", "u", "study-of-u")).orElseThrow();

    assertThat(subject.revisions())
        .extracting(LiveRevision::revision)
        .as("the one that was told twice counts once, as told last")
        .isEqualTo(IntStream.rangeClosed(3, last).boxed().toList());
    assertThat(subject.row().status()).isEqualTo("final");
    assertThat(subject.revisions().get(subject.revisions().size() - 1).status()).isEqualTo("final");
    assertThat(subject.revisions().get(0).site()).matches("site-[0-9a-f]{4}");
    assertThat(subject.others())
        .extracting(LivePrediction::key)
        .as("the same pipeline's other window")
        .containsExactly(feed.key("utterance", "u", "another"));
    assertThat(feed.window("no such key")).isEmpty();
  }

  @Test
  void boundsTheRevisionsOfAllWindows() {
    int windows = 2 * LiveFeed.ROWS / LiveRows.REVISIONS + 1;
    for (int w = 0; w < windows; w++) {
      for (int i = 0; i < LiveRows.REVISIONS; i++) {
        feed.offer(Predictions.patient("p").setWindowId("w" + w).setRevision(i).build());
      }
      feed.drain();
    }

    assertThat(feed.snapshot().stats().windows()).isEqualTo(windows - 1);
    assertThat(feed.window(feed.key("patient", "p", "w0"))).as("the oldest went").isEmpty();
    assertThat(feed.window(feed.key("patient", "p", "w1"))).isPresent();
  }

  private void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      feed.offer(Predictions.patient("p" + i).build());
      feed.drain();
    }
  }
}
