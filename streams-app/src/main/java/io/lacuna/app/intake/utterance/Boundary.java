package io.lacuna.app.intake.utterance;

/**
 * Where an utterance lies in a speaker channel of a call.
 *
 * @param utterance id of the utterance, the subject
 * @param eventTimeMs when it started, UTC milliseconds
 * @param startMs where it starts, milliseconds from the start of the call
 * @param endMs where it ends, exclusive
 * @param site call centre, or null
 * @param subjectKind sort of utterance, or null
 */
public record Boundary(
    String callId,
    String channel,
    String utterance,
    long eventTimeMs,
    long startMs,
    long endMs,
    String site,
    String subjectKind) {}
