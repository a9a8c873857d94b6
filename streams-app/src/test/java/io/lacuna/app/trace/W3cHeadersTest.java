package io.lacuna.app.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.Modality;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as senders write them, well and badly. */
class W3cHeadersTest {
  private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final Recorded recorded = new Recorded();
  private final PipelineTrace trace = recorded.trace(10);

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later",
      })
  void aGoodHeaderIsTheParent(String header) {
    trace.read(Modality.TEXT, Recorded.parent(header)).close();
    assertThat(recorded.only("sample").getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(recorded.malformed).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6-00f067aa0ba902b7-01",
        "00-\u00e4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      })
  void aBadHeaderIsCountedAndATraceBegins(String header) {
    trace.read(Modality.TEXT, Recorded.parent(header)).close();
    assertThat(recorded.only("sample").getParentSpanContext().isValid()).isFalse();
    assertThat(recorded.malformed).hasValue(1);
  }

  @Test
  void twoHeadersDoNotSayWhichOneIsMeant() {
    Headers both = Recorded.parent(GOOD).add(W3cHeaders.PARENT, GOOD.getBytes(US_ASCII));
    trace.read(Modality.TEXT, both).close();
    trace.read(Modality.TEXT, new RecordHeaders().add(W3cHeaders.PARENT, null)).close();
    assertThat(recorded.malformed).hasValue(2);
  }

  @Test
  void noHeaderIsNoFault() {
    trace.read(Modality.TEXT, new RecordHeaders()).close();
    assertThat(recorded.spans()).hasSize(1);
    assertThat(recorded.malformed).hasValue(0);
  }

  @Test
  void theSendersStateIsHandedOn() {
    Headers in = Recorded.parent(GOOD).add("tracestate", "pacs=7".getBytes(US_ASCII));
    Headers out = new RecordHeaders();
    Context context = W3cHeaders.read(in).orElseThrow();
    W3cHeaders.write(context, out);
    W3cHeaders.write(context, out);
    assertThat(out.toArray()).hasSize(2);
    assertThat(new String(out.lastHeader("tracestate").value(), US_ASCII)).isEqualTo("pacs=7");
    assertThat(Span.fromContext(W3cHeaders.read(out).orElseThrow()).getSpanContext().getSpanId())
        .isEqualTo("00f067aa0ba902b7");
  }
}
