package io.lacuna.app.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the demo was asked for.
 *
 * @param speed feed seconds per second
 * @param seconds how long to play, seconds; 0 plays the whole recording
 * @param pipelines pipelines to run
 * @param recordings directory with one recording per pipeline
 * @param models directory with one model per pipeline
 * @param dir directory that survives the run; null for a temporary one
 * @param web whether to serve the live page
 * @param port port of the live page; 0 picks a free one
 * @param json whether standard output ends with one JSON object, without the rows
 * @param overrides configuration keys that win over the demo's own
 * @param stay whether the service stays up when the feed is played, until it is interrupted
 */
public record DemoOptions(
    double speed,
    int seconds,
    List<String> pipelines,
    Path recordings,
    Path models,
    Path dir,
    boolean web,
    int port,
    boolean json,
    Map<String, String> overrides,
    boolean stay) {
  /** Beyond it the waits, in whole milliseconds, come to nothing. */
  private static final int FASTEST = 10_000;

  public DemoOptions {
    if (!(speed > 0 && speed <= FASTEST)) {
      throw new IllegalArgumentException(
          "--speed " + speed + " must be more than 0 and at most " + FASTEST);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--port " + port + " must be in [0, 65535]");
    }
    if (overrides.containsKey("privacy.kek")) {
      throw new IllegalArgumentException(
          "--set privacy.kek is not for the demo: its feed is invented and is not encrypted");
    }
    if (seconds < 0) {
      throw new IllegalArgumentException("--seconds " + seconds + " must be at least 0");
    }
    for (String pipeline : pipelines) {
      if (!Files.isDirectory(recordings.resolve(pipeline))) {
        throw new IllegalArgumentException(
            "--pipeline " + pipeline + " has no recording in " + recordings);
      }
    }
    pipelines = List.copyOf(pipelines);
    overrides = Map.copyOf(overrides);
  }

  /** The same demo in another directory. */
  DemoOptions in(Path other) {
    return new DemoOptions(
        speed, seconds, pipelines, recordings, models, other, web, port, json, overrides, stay);
  }
}
