package io.lacuna.trainer.corpus;

import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one pipeline's feed behaves in time.
 *
 * @param pipeline pipeline name; also the data set folder and the recording folder
 * @param sites hospitals or call centres, drawn evenly
 * @param span time over which the subjects come, evenly at random
 * @param window longest the pipeline is meant to wait for a modality
 * @param grace time after the window in which a sample still counts
 * @param spread the samples of a subject are observed within this time of each other
 * @param correlated whether samples carry the subject as correlation id
 * @param delays time from observation to arrival, by modality
 * @param sources name of the sending system, by modality
 */
record FeedProfile(
    String pipeline,
    List<String> sites,
    Duration span,
    Duration window,
    Duration grace,
    Duration spread,
    boolean correlated,
    Map<Modality, ArrivalDelay> delays,
    Map<Modality, String> sources) {

  static FeedProfile of(String pipeline) {
    return switch (pipeline) {
      case "patient" -> patient();
      case "utterance" -> utterance();
      default ->
          throw new IllegalArgumentException(
              "pipeline '" + pipeline + "' must be patient or utterance");
    };
  }

  private static FeedProfile patient() {
    Duration window = Duration.ofSeconds(120);
    Duration grace = Duration.ofSeconds(30);
    Duration limit = window.plus(grace);
    return new FeedProfile(
        "patient",
        List.of("north", "south"),
        Duration.ofMinutes(38),
        window,
        grace,
        Duration.ofSeconds(8),
        false,
        Map.of(
            Modality.IMAGE, ArrivalDelay.lateBeyond(limit, 40),
            Modality.TEXT, ArrivalDelay.lateBeyond(limit, 5),
            Modality.AUDIO, ArrivalDelay.lateBeyond(limit, 15)),
        Map.of(
            Modality.IMAGE, "card-scanner",
            Modality.TEXT, "intake-desk",
            Modality.AUDIO, "dictation"));
  }

  private static FeedProfile utterance() {
    Duration window = Duration.ofSeconds(20);
    Duration grace = Duration.ofSeconds(5);
    Duration limit = window.plus(grace);
    return new FeedProfile(
        "utterance",
        List.of("call-centre-east", "call-centre-west"),
        Duration.ofMinutes(43),
        window,
        grace,
        Duration.ofSeconds(2),
        true,
        Map.of(
            Modality.IMAGE, ArrivalDelay.lateBeyond(limit, 1.0),
            Modality.TEXT, ArrivalDelay.lateBeyond(limit, 1.5),
            Modality.AUDIO, ArrivalDelay.lateBeyond(limit, 0.7)),
        Map.of(
            Modality.IMAGE, "camera",
            Modality.TEXT, "transcriber",
            Modality.AUDIO, "telephony"));
  }

  Duration limit() {
    return window.plus(grace);
  }
}
