package io.lacuna.app.web;

import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Shows the live page over a made stream, to look at and to load: {@code LivePagePreview PORT
 * SUBJECTS PREDICTIONS_PER_SECOND SECONDS}; after that many seconds the stream falls silent.
 */
public final class LivePagePreview {
  private final Random random = new Random(1);
  private final LiveFeed feed = LiveFeed.start(Clock.systemUTC(), false);
  private final int subjects;

  private LivePagePreview(int subjects) {
    this.subjects = subjects;
  }

  public static void main(String[] args) {
    LivePagePreview preview = new LivePagePreview(Integer.parseInt(args[1]));
    WebServer.start(
        new WebSettings("localhost", Integer.parseInt(args[0]), Optional.empty()),
        preview.feed,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        new FixedHealth(true),
        Clock.systemUTC());
    var timer = Executors.newSingleThreadScheduledExecutor();
    long periodNs = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(args[2]);
    var stream =
        timer.scheduleAtFixedRate(
            () -> preview.feed.offer(preview.next()), 0, periodNs, TimeUnit.NANOSECONDS);
    timer.schedule(() -> stream.cancel(false), Long.parseLong(args[3]), TimeUnit.SECONDS);
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
