package io.lacuna.app.topology;

/** Names of a pipeline's processors and sinks in the topology. */
public record Children(
    String windows,
    String scoring,
    String predictions,
    String latest,
    String late,
    String rawDeadLetters,
    String deadLetterPointers,
    String decisions) {

  public static Children of(String pipeline) {
    return new Children(
        pipeline + "-windows",
        pipeline + "-scoring",
        pipeline + "-predictions",
        pipeline + "-latest",
        pipeline + "-late",
        pipeline + "-dlq-raw",
        pipeline + "-dlq-pointers",
        pipeline + "-decisions");
  }
}
