package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.Boundary;
import io.lacuna.app.intake.utterance.CallDecision;
import io.lacuna.app.intake.utterance.Gaps;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Samples of utterances: subject = utterance, event time = when it started, source = speaker
 * channel; an audio's quality is the share of it that came. Headers name feed, call and gaps. What
 * they hold is sealed where there are keys.
 */
public final class UtteranceSamples {
  public static final String FEED = "lacuna.intake.feed";
  public static final String CALL = "lacuna.intake.call";
  public static final String CHANNEL = "lacuna.intake.channel";

  /** What is missing, milliseconds. */
  public static final String MISSING_MS = "lacuna.intake.missing.ms";

  /**
   * The first stretches without audio, {@code 400-600,1200-1400}, ms from the utterance's start.
   */
  public static final String GAPS = "lacuna.intake.gaps";

  /** Why audio that came is not used: a reason word. */
  public static final String PROBLEM = "lacuna.intake.problem";

  private final String feed;
  private final CallSeal seal;

  UtteranceSamples(String feed, CallSeal seal) {
    this.feed = feed;
    this.seal = seal;
  }

  Record<Object, Object> text(Boundary b, String text, long timestampMs) {
    ByteBuffer utf8 = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    Sample.Builder sample =
        sample(b, Modality.TEXT).setPayload(new InlineBytes("text/plain", utf8));
    return record(b, sample, timestampMs, headers(b));
  }

  Record<Object, Object> audio(CallDecision.Assembled a, long timestampMs) {
    Sample.Builder sample =
        sample(a.utterance(), Modality.AUDIO)
            .setPayload(new InlineBytes("audio/wav", ByteBuffer.wrap(a.wav())))
            .setQuality((float) (1 - a.gaps().share()));
    return record(a.utterance(), sample, timestampMs, headers(a.utterance(), a.gaps()));
  }

  Record<Object, Object> marker(CallDecision.Absent a, long timestampMs) {
    Headers headers = headers(a.utterance(), a.gaps());
    if (a.problem() != null) {
      put(headers, PROBLEM, a.problem().name());
    }
    Sample.Builder sample =
        sample(a.utterance(), Modality.AUDIO).setPayload(new AbsenceMarker(a.reason()));
    return record(a.utterance(), sample, timestampMs, headers);
  }

  private static Sample.Builder sample(Boundary b, Modality modality) {
    return Sample.newBuilder()
        .setSubject(b.utterance())
        .setModality(modality)
        .setEventTime(Instant.ofEpochMilli(b.eventTimeMs()))
        .setSite(b.site())
        .setSubjectKind(b.subjectKind())
        .setSource(b.channel());
  }

  private Record<Object, Object> record(
      Boundary b, Sample.Builder sample, long timestampMs, Headers headers) {
    // clocks differ; a sample from the future of its record would not be believed
    long timestamp = Math.max(timestampMs, b.eventTimeMs());
    return new Record<>(b.utterance(), seal.of(sample.build()), timestamp, headers);
  }

  private Headers headers(Boundary b, Gaps gaps) {
    Headers headers = headers(b);
    if (!gaps.spans().isEmpty()) {
      put(headers, MISSING_MS, Long.toString(gaps.missingMs()));
      put(headers, GAPS, gaps.text());
    }
    return headers;
  }

  private Headers headers(Boundary b) {
    Headers headers = new RecordHeaders();
    put(headers, FEED, feed);
    put(headers, CALL, b.callId());
    put(headers, CHANNEL, b.channel());
    return headers;
  }

  private static void put(Headers headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
