package io.lacuna.app.topology;

import static io.lacuna.schema.Modality.AUDIO;
import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of broken envelopes, broken payloads and a failing model. */
class BrokenInputTest {
  @TempDir Path dir;
  private PipelineHarness h;

  @BeforeEach
  void open() {
    h = PipelineHarness.patient(dir);
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0);
    h.close();
  }

  @Test
  void bytesThatAreNoSampleAreDeadLetteredAsTheyAre() {
    byte[] noMagic = "hello".getBytes(StandardCharsets.UTF_8);
    h.sendRaw(IMAGE, "p", noMagic);

    TestRecord<byte[], byte[]> dead = onlyDeadLetter();
    assertThat(dead.value()).isEqualTo(noMagic);
    assertThat(dead.key()).isEqualTo("p".getBytes(StandardCharsets.UTF_8));
    assertThat(header(dead, DeadLetters.REASON)).isEqualTo(RejectReason.NOT_REGISTRY_FORMAT.name());
    assertThat(header(dead, DeadLetters.KIND)).isEqualTo(DeadLetters.RAW);
    assertThat(header(dead, DeadLetters.ORIGIN_TOPIC)).isEqualTo("lacuna.patient.image.v1");
    assertThat(header(dead, DeadLetters.ORIGIN_OFFSET)).isEqualTo("0");
  }

  @Test
  void anUnknownSchemaIdIsNamed() {
    byte[] value = h.encode(PipelineHarness.sample("p", TEXT, 0, inline("1")));
    ByteBuffer.wrap(value).putInt(1, 4711);
    h.sendRaw(TEXT, "p", value);
    assertThat(header(onlyDeadLetter(), DeadLetters.REASON))
        .isEqualTo(RejectReason.UNKNOWN_SCHEMA_ID.name());
  }

  @Test
  void aTruncatedRecordIsMalformed() {
    byte[] value = h.encode(PipelineHarness.sample("p", TEXT, 0, inline("12345")));
    h.sendRaw(TEXT, "p", java.util.Arrays.copyOf(value, value.length - 3));
    assertThat(header(onlyDeadLetter(), DeadLetters.REASON))
        .isEqualTo(RejectReason.MALFORMED_AVRO.name());
  }

  @Test
  void aSampleOfAnotherModalityIsRefused() {
    h.sendRaw(IMAGE, "p", h.encode(PipelineHarness.sample("p", TEXT, 0, inline("1"))));
    assertThat(header(onlyDeadLetter(), DeadLetters.REASON))
        .isEqualTo(RejectReason.MODALITY_MISMATCH.name());
  }

  @Test
  void aKeyThatIsNotTheSubjectIsRefused() {
    h.sendRaw(TEXT, "q", h.encode(PipelineHarness.sample("p", TEXT, 0, inline("1"))));
    h.sendRaw(TEXT, null, h.encode(PipelineHarness.sample("p", TEXT, 0, inline("1"))));
    assertThat(h.deadLetters())
        .extracting(d -> header(d, DeadLetters.REASON))
        .containsOnly(RejectReason.KEY_MISMATCH.name())
        .hasSize(2);
  }

  @Test
  void anEventTimeInTheYear2100DoesNotMoveTime() {
    h.send("p", TEXT, 0, "1");
    long year2100 = 4_102_444_800_000L - PipelineHarness.T0;
    h.send("q", TEXT, year2100, "1");
    h.send("q", IMAGE, year2100, "1");
    h.send("q", AUDIO, year2100, "1");
    h.send("p", IMAGE, 0, "2");

    assertThat(h.deadLetters())
        .extracting(d -> header(d, DeadLetters.REASON))
        .containsOnly(RejectReason.EVENT_TIME_OUT_OF_RANGE.name())
        .hasSize(3);
    assertThat(h.predictions()).as("the patient's window is still open").isEmpty();
  }

  @Test
  void aBrokenPayloadMakesItsModalityAbsentAndIsPointedTo() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "no digits");
    h.send("p", AUDIO, 0, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getPresenceLetters()).isEqualTo("-TA");
    assertThat(p.getAbsences()).containsExactly(new Absence(IMAGE, AbsenceReason.ERROR));
    assertThat(p.getScores().get(0).getValues()).containsExactly(0f, 0.01f, 0.03f);
    assertThat(p.getInputs()).hasSize(2);
    TestRecord<byte[], byte[]> dead = onlyDeadLetter();
    assertThat(header(dead, DeadLetters.KIND)).isEqualTo(DeadLetters.POINTER);
    Rejection rejection = h.rejection(dead.value());
    assertThat(rejection.getReason()).isEqualTo(RejectReason.UNDECODABLE_IMAGE.name());
    assertThat(rejection.getRef().getTopic()).isEqualTo("lacuna.patient.image.v1");
    assertThat(only(h.decisions()).getStep()).isInstanceOf(PayloadError.class);
    assertThat(h.ledger().getModalities().get(IMAGE.ordinal()).getError()).isEqualTo(1);
  }

  @Test
  void aBrokenPayloadIsReportedOnceWhateverTheRevisions() {
    h.send("p", TEXT, 0, "1");
    h.send("p", IMAGE, 0, "no digits");
    h.wall(Duration.ofSeconds(13));
    h.send("p", AUDIO, 0, "3");

    List<Prediction> all = h.predictions();
    assertThat(all).extracting(Prediction::getPresenceLetters).containsExactly("-T-", "-TA");
    assertThat(h.deadLetters()).hasSize(1);
  }

  @Test
  void aClaimBeyondTheLimitIsRefusedWithoutBeingFetched() {
    ClaimCheck claim = new ClaimCheck("file:///nowhere", "0".repeat(64), 82L << 20, "image/png");
    h.send("p", TEXT, 0, "1");
    h.send(PipelineHarness.sample("p", IMAGE, 0, claim));
    h.send("p", AUDIO, 0, "3");

    assertThat(only(h.predictions()).getPresenceLetters()).isEqualTo("-TA");
    assertThat(h.rejection(onlyDeadLetter().value()).getReason())
        .isEqualTo(RejectReason.PAYLOAD_TOO_LARGE.name());
  }

  @Test
  void anObservationTheModelFailsOnIsSaidToHaveFailed() {
    h.send("p", TEXT, 0, "666");
    h.send("p", IMAGE, 0, "2");
    h.send("p", AUDIO, 0, "3");

    Prediction p = only(h.predictions());
    assertThat(p.getCause()).isEqualTo(Cause.FAILED);
    assertThat(p.getScores()).isNull();
    assertThat(p.getFailure()).isEqualTo(RejectReason.MODEL_FAILED.name());
    assertThat(p.getIsFinal()).isTrue();
    assertThat(p.getInputs()).as("where to look").hasSize(3);
    assertThat(h.deadLetters()).as("nothing is wrong with a record").isEmpty();
    assertThat(h.balances()).containsOnly(0);
  }

  private static Object inline(String text) {
    return new io.lacuna.schema.InlineBytes(
        "text/plain", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private TestRecord<byte[], byte[]> onlyDeadLetter() {
    return only(h.deadLetters());
  }

  private static String header(TestRecord<byte[], byte[]> record, String key) {
    Header header = record.headers().lastHeader(key);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
