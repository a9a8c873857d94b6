package io.lacuna.bench.silence;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.topology.Stores;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.Feed;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.variant.Job;
import io.lacuna.bench.variant.LacunaJoin;
import io.lacuna.bench.variant.StreamsJob;
import io.lacuna.bench.variant.Tally;
import io.lacuna.bench.variant.Variant;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.SubjectWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Sends rounds of windows that never get their audio, each on topics of its own. */
final class SilenceBench {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int PARTITIONS = 4;
  private static final int PAYLOAD_BYTES = 1024;

  private final TestBed bed;
  private final SilenceSettings settings;

  /** What is known of a window's answer. */
  private record Answer(Prediction prediction, long atMs) {}

  SilenceBench(TestBed bed, SilenceSettings settings) {
    this.bed = bed;
    this.settings = settings;
  }

  /** The delays of the round's windows. */
  List<Delay> round(int round) throws InterruptedException {
    AppConfig config = config("lacuna-" + round, round);
    bed.createTopics(config, PARTITIONS);
    Map<String, Long> decided = new ConcurrentHashMap<>();
    List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch missing = new CountDownLatch(settings.windows());
    LacunaJoin lacuna =
        new LacunaJoin(
            bed.registry(),
            o -> decided.putIfAbsent(o.getDraft().getSubject(), System.currentTimeMillis()));
    try (PredictionTail tail =
            new PredictionTail(
                config.pipelines(),
                ClientSettings.connection(config),
                bed.registry(),
                false,
                (p, now) -> {
                  answers.add(new Answer(p, now));
                  missing.countDown();
                });
        StreamsJob job = lacuna.start(config);
        Feed feed = new Feed(config, bed.registry(), PAYLOAD_BYTES, 0)) {
      job.awaitReady(PATIENCE);
      SilentFeed.play(feed, settings.windows(), settings.spread(), round);
      await(missing, job);
      return delays(firstSeen(job, config), decided, List.copyOf(answers));
    }
  }

  /** What a rival answers to the feed of round 1 until the wait is over, and after it. */
  long answers(Variant rival) throws InterruptedException {
    AppConfig config = config(rival.id(), 1);
    try (Tally tally = new Tally(rival, config);
        Job job = rival.start(config)) {
      job.awaitReady(PATIENCE);
      tally.read(settings.window().plus(settings.grace()).plus(settings.patience()));
      job.check();
      return tally.all();
    }
  }

  private static void await(CountDownLatch missing, Job job) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!missing.await(100, TimeUnit.MILLISECONDS)) {
      job.check();
      if (System.nanoTime() > end) {
        throw new WrongResultException(
            missing.getCount() + " windows without an answer after " + PATIENCE);
      }
    }
  }

  private List<Delay> delays(
      Map<String, Long> firstSeen, Map<String, Long> decided, List<Answer> answers) {
    Set<String> answered = new HashSet<>();
    List<Delay> delays = new ArrayList<>();
    for (Answer answer : answers) {
      Prediction p = answer.prediction();
      verify(p, answered.add(p.getSubject()));
      DecisionClocks clocks = p.getDecision();
      long due =
          firstSeen.get(p.getSubject())
              + clocks.getDeadline().toEpochMilli()
              - clocks.getFirstEventTime().toEpochMilli();
      delays.add(new Delay(decided.get(p.getSubject()) - due, answer.atMs() - due));
    }
    return delays;
  }

  private static void verify(Prediction p, boolean first) {
    if (!first || p.getCause() != Cause.IDLE || !p.getPresenceLetters().equals("IT-")) {
      throw new WrongResultException(
          String.format(
              "%s was answered %s by %s with %s; expected once by IDLE with IT-",
              p.getSubject(), first ? "once" : "twice", p.getCause(), p.getPresenceLetters()));
    }
  }

  /** Per subject, the wall clock when its window was opened, as its state has it. */
  private Map<String, Long> firstSeen(StreamsJob job, AppConfig config) {
    String pipeline = config.pipelines().get(0).name();
    ReadOnlyKeyValueStore<String, SubjectWindows> windows =
        job.streams()
            .store(
                StoreQueryParameters.fromNameAndType(
                    Stores.Names.of(pipeline).windows(), QueryableStoreTypes.keyValueStore()));
    Map<String, Long> firstSeen = new HashMap<>();
    for (int i = 0; i < settings.windows(); i++) {
      String subject = SilentFeed.subject(i);
      firstSeen.put(subject, windows.get(subject).getWindows().get(0).getFirstSeen());
    }
    return firstSeen;
  }

  private AppConfig config(String id, int round) {
    Map<String, String> values = new HashMap<>();
    values.put("tick.interval", settings.tick().toMillis() + "ms");
    values.put("patient.window.kind", "from-first");
    values.put("patient.window.size", settings.window().toMillis() + "ms");
    values.put("patient.window.grace", settings.grace().toMillis() + "ms");
    return bed.config(id, "round" + round, values);
  }
}
