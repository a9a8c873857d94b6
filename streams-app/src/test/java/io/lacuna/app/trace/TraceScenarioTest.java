package io.lacuna.app.trace;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.PendingObservation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which spans tell of a window: window 10 s, grace 2 s, retention 60 s. */
class TraceScenarioTest {
  private static final String SUBJECT = "patient-4711";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String UPSTREAM = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir Path dir;
  private final Recorded recorded = new Recorded();
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.traced(recorded.trace(100), dir);
  }

  @AfterEach
  void noSpanSaysOfWhomItIs() {
    h.close();
    assertThat(recorded.spans()).isNotEmpty().noneMatch(s -> s.toString().contains(SUBJECT));
  }

  @Test
  void aCompleteWindowStandsInTheTraceOfItsFirstSample() {
    send(TEXT, 0, Recorded.parent(UPSTREAM));
    pass(Duration.ofMillis(30));
    send(IMAGE, 1000, new RecordHeaders());
    pass(Duration.ofMillis(12));
    send(AUDIO, 2000, new RecordHeaders());

    TestRecord<String, Prediction> out = only(h.predictionRecords());
    SpanData text = sample("text");
    SpanData window = recorded.only("window");
    assertThat(text.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(text.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(window.getTraceId()).isEqualTo(TRACE);
    assertThat(window.getParentSpanId()).isEqualTo(text.getSpanId());
    assertThat(links(window)).containsExactly(sample("image"), sample("audio"));
    assertThat(window.getStartEpochNanos()).isEqualTo(text.getStartEpochNanos());
    assertThat(duration(window)).isEqualTo(Duration.ofMillis(42));
    for (String child : List.of("queue", "score", "prediction")) {
      assertThat(recorded.only(child).getParentSpanId()).isEqualTo(window.getSpanId());
    }
    SpanData prediction = recorded.only("prediction");
    assertThat(Recorded.parent(out.headers())).isEqualTo(Recorded.header(prediction));
    assertThat(prediction.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(word(prediction, Words.PIPELINE)).isEqualTo("patient");
    assertThat(word(prediction, Words.PRESENCE)).isEqualTo("ITA");
    assertThat(word(prediction, Words.CAUSE)).isEqualTo("COMPLETE");
    assertThat(word(prediction, Words.ADAPTER)).isEqualTo(out.value().getAdapter()).isNotEmpty();
  }

  @Test
  void aDeadlineIsToldWithoutTheSubjectThatBroughtIt() {
    send(TEXT, 0, Recorded.parent(UPSTREAM));
    pass(Duration.ofSeconds(1));
    send(IMAGE, 0, new RecordHeaders());
    h.send("somebody-else", AUDIO, 12_000, "1");

    Prediction p = only(h.predictions());
    SpanData window = recorded.only("window");
    assertThat(p.getPresenceLetters()).isEqualTo("IT-");
    assertThat(word(window, Words.CAUSE)).isEqualTo("DEADLINE");
    assertThat(word(window, Words.PRESENCE)).isEqualTo("IT-");
    assertThat(links(window)).containsExactly(sample("image"));
    assertThat(sample("audio").getTraceId())
        .isNotIn(window.getTraceId(), sample("image").getTraceId());
  }

  @Test
  void aCorrectionGoesOnInTheTraceOfWhatItCorrects() {
    send(TEXT, 0, Recorded.parent(UPSTREAM));
    pass(Duration.ofSeconds(13));
    send(AUDIO, 3000, new RecordHeaders());

    List<SpanData> windows = recorded.spans("window");
    assertThat(windows).extracting(SpanData::getTraceId).containsOnly(TRACE);
    assertThat(windows).extracting(s -> word(s, Words.CAUSE)).containsExactly("IDLE", "LATE");
    assertThat(windows)
        .extracting(s -> s.getAttributes().get(AttributeKey.longKey(Words.REVISION)))
        .containsExactly(0L, 1L);
    assertThat(links(windows.get(0))).isEmpty();
    assertThat(links(windows.get(1))).containsExactly(sample("audio"));
    assertThat(h.predictionRecords())
        .extracting(r -> Recorded.parent(r.headers()))
        .containsExactlyElementsOf(
            recorded.spans("prediction").stream().map(Recorded::header).toList());
  }

  @Test
  void theFinalByRetentionAsksNoModelAndSaysSo() {
    send(TEXT, 0, Recorded.parent(UPSTREAM));
    pass(Duration.ofSeconds(13));
    pass(Duration.ofSeconds(60));

    assertThat(recorded.spans("prediction")).hasSize(2);
    assertThat(recorded.spans("score")).hasSize(1);
    assertThat(recorded.spans("prediction").get(1).getTraceId()).isEqualTo(TRACE);
  }

  @Test
  void aLateSampleHandsOnItsOwnTrace() {
    for (Modality m : Modality.values()) {
      send(m, 0, new RecordHeaders());
    }
    send(TEXT, 500, Recorded.parent(UPSTREAM));

    SpanData late = recorded.spans("sample").get(3);
    assertThat(Recorded.parent(only(h.lateRecords()).headers())).isEqualTo(Recorded.header(late));
    assertThat(late.getTraceId()).isEqualTo(TRACE);
    assertThat(word(late, Words.REFUSED)).isEqualTo("late");
  }

  @Test
  void aDeadLetterCarriesOneTraceparentAndWhatElseItCameWith() {
    Headers headers = Recorded.parent(UPSTREAM).add("sender", "pacs".getBytes(UTF_8));
    h.sendRaw(TEXT, SUBJECT, new byte[] {1, 2, 3}, headers);

    Headers letter = only(h.deadLetters()).headers();
    SpanData read = recorded.only("sample");
    assertThat(letter.headers(W3cHeaders.PARENT)).hasSize(1);
    assertThat(Recorded.parent(letter)).isEqualTo(Recorded.header(read));
    assertThat(letter.lastHeader("sender").value()).isEqualTo("pacs".getBytes(UTF_8));
    assertThat(word(read, Words.REFUSED)).isNotEmpty();
  }

  @Test
  void whatUpstreamDoesNotSampleIsHandedOnUnsampled() {
    send(TEXT, 0, new RecordHeaders());
    int before = recorded.spans().size();
    h.sendRaw(TEXT, SUBJECT, new byte[] {1}, Recorded.parent(UPSTREAM.replaceFirst("01$", "00")));

    assertThat(recorded.spans()).hasSize(before);
    assertThat(Recorded.parent(only(h.deadLetters()).headers()))
        .startsWith("00-" + TRACE)
        .endsWith("-00");
  }

  @Test
  void anObservationFromBeforeARestartHasItsPredictionAlone() {
    send(TEXT, 0, Recorded.parent(UPSTREAM));
    pass(Duration.ofSeconds(13));
    Prediction p = only(h.predictions());
    Recorded restarted = new Recorded();
    PendingObservation left = new PendingObservation(p, null, false, 0L);
    PipelineTrace trace = restarted.trace(100);
    trace.scored(left, new PipelineTrace.BatchFacts(trace.now(), 7, 1), null);
    trace.predicted(left, p).close();

    SpanData prediction = only(restarted.spans());
    assertThat(prediction.getTraceId()).isNotEqualTo(TRACE);
    assertThat(prediction.getLinks()).isEmpty();
    assertThat(prediction.getAttributes().get(AttributeKey.booleanKey(Words.RESTORED))).isTrue();
  }

  private void send(Modality m, long ms, Headers headers) {
    Sample sample =
        PipelineHarness.sample(
            SUBJECT, m, ms, new InlineBytes("text/plain", ByteBuffer.wrap("1".getBytes(UTF_8))));
    h.sendRaw(m, SUBJECT, h.encode(sample), headers);
  }

  private void pass(Duration time) {
    recorded.clock.advance(time);
    h.wall(time);
  }

  private SpanData sample(String modality) {
    return recorded.spans("sample").stream()
        .filter(s -> modality.equals(word(s, Words.MODALITY)))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private List<SpanData> links(SpanData span) {
    List<String> linked =
        span.getLinks().stream().map(LinkData::getSpanContext).map(c -> c.getSpanId()).toList();
    return linked.stream()
        .flatMap(id -> recorded.spans().stream().filter(s -> s.getSpanId().equals(id)))
        .toList();
  }

  private static Duration duration(SpanData span) {
    return Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
  }

  private static String word(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
