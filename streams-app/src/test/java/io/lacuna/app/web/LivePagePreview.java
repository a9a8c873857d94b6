package io.lacuna.app.web;

import io.lacuna.app.window.WaitingBoard;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the live page over a made stream, to look at and to load: {@code LivePagePreview PORT
 * SUBJECTS PREDICTIONS_PER_SECOND SECONDS}; after that many seconds the stream falls silent.
 */
public final class LivePagePreview implements AutoCloseable {
  private final Random random = new Random(1);
  private final LiveFeed feed = LiveFeed.start(Clock.systemUTC(), false);
  private final WaitingBoard board = new WaitingBoard();
  private final int subjects;
  private final WebServer server;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private LivePagePreview(int port, int subjects) {
    this.subjects = subjects;
    this.server =
        WebServer.start(
            new WebSettings("localhost", port, Optional.empty()),
            feed,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new FixedHealth(true),
            new PageSources(Map.of("patient", board), 32, EvaluationFacts.read(List.of())),
            Clock.systemUTC());
  }

  public static void main(String[] args) {
    LivePagePreview preview = start(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    preview.stream(Integer.parseInt(args[2]), Long.parseLong(args[3]));
  }

  /** A page on a port, 0 for a free one, that shows nothing yet. */
  public static LivePagePreview start(int port, int subjects) {
    return new LivePagePreview(port, subjects);
  }

  public String url() {
    return "http://localhost:" + server.port();
  }

  /** Sends predictions of random subjects, for so many seconds. */
  public void stream(int perSecond, long seconds) {
    long periodNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
    var stream =
        timer.scheduleAtFixedRate(() -> feed.offer(next()), 0, periodNs, TimeUnit.NANOSECONDS);
    timer.schedule(() -> stream.cancel(false), seconds, TimeUnit.SECONDS);
  }

  /** Shows a patient as complete, complete again, without text, early, or final after that. */
  public void show(String subject, String how) {
    Prediction.Builder p = Predictions.patient(subject);
    Instant begin = p.getWindowStart();
    SampleRef image = new SampleRef(Modality.IMAGE, "images", 0, 1L, begin, "");
    SampleRef text = new SampleRef(Modality.TEXT, "texts", 0, 2L, begin.plusSeconds(3), "");
    p.setInputs(List.of(image, text));
    switch (how) {
      case "complete again" -> p.setRevision(1);
      case "final" -> p.setRevision(1);
      case "without text" -> without(p, image).setCause(Cause.RETENTION);
      case "early" ->
          without(p, image)
              .setCause(Cause.EARLY)
              .setIsFinal(false)
              .setConfidence(0.61f)
              .setScores(List.of(Predictions.findings(0.61f, 0.6f, 0.07f)));
      default -> {}
    }
    feed.offer(p.build());
  }

  private static Prediction.Builder without(Prediction.Builder p, SampleRef image) {
    return p.setPresence(1)
        .setPresenceLetters("I--")
        .setInputs(List.of(image))
        .setAbsences(List.of(new Absence(Modality.TEXT, AbsenceReason.UNKNOWN)));
  }

  /** Tells of as many waiting windows as there are subjects, a few by name, as a task does. */
  public void showWaiting() {
    long now = System.currentTimeMillis();
    List<WaitingBoard.Waiting> nearest = new ArrayList<>();
    for (int i = 0; i < WaitingBoard.MOST; i++) {
      nearest.add(
          new WaitingBoard.Waiting(
              "P-" + i,
              "window-" + i,
              "ward",
              now,
              i % 2,
              List.of(Modality.IMAGE),
              List.of(new WaitingBoard.Lacking(Modality.TEXT, now + 60_000, now, false))));
    }
    board.report(
        0, new WaitingBoard.Report(now, subjects, Map.of(Modality.TEXT, subjects), nearest));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    server.close();
    feed.close();
  }

  private Prediction next() {
    int subject = random.nextInt(subjects);
    Prediction.Builder p =
        subject % 3 == 0
            ? Predictions.utterance("U-" + subject)
            : Predictions.patient("P-" + subject);
    p.setWindowId("window-" + random.nextInt(100));
    float top = 0.2f + 0.8f * random.nextFloat();
    int kind = random.nextInt(10);
    if (subject % 3 == 0) {
      p.setRevision(random.nextInt(3)).setIsFinal(p.getRevision() == 2);
      p.setCause(p.getRevision() == 0 ? Cause.DEADLINE : Cause.LATE);
      return p.build();
    }
    p.setScores(List.of(Predictions.findings(top, top * 0.8f, 0.05f))).setConfidence(top);
    if (kind < 3) {
      p.setPresence(1).setPresenceLetters("I--").setIsFinal(false).setCause(Cause.EARLY);
      p.setAbsences(List.of(new Absence(Modality.TEXT, AbsenceReason.UNKNOWN)));
    } else if (kind < 5) {
      p.setPresence(2).setPresenceLetters("-T-").setRevision(1).setCause(Cause.RETENTION);
      p.setAbsences(List.of(new Absence(Modality.IMAGE, AbsenceReason.UNKNOWN)));
    } else if (kind == 5) {
      p.setScores(null).setConfidence(null).setCause(Cause.FAILED).setFailure("MODEL_ERROR");
    }
    return p.build();
  }
}
