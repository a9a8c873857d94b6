package io.lacuna.app.intake;

import static io.lacuna.app.harness.IntakeHarness.FEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.IntakeHarness;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.schema.Encryption;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds whose records say themselves whose they are, and records that cannot be believed. */
class KeyedFeedTest {
  @TempDir Path dir;
  private IntakeHarness h;

  private void open(String key) {
    h =
        IntakeHarness.open(
            dir,
            Map.of(
                "intake.feeds", "radiology",
                "intake.radiology.topic", FEED,
                "intake.radiology.pipeline", "patient",
                "intake.radiology.modality", "image",
                "intake.radiology.key", key));
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0L);
    h.close();
  }

  @Test
  void theSubjectStandsInAHeader() {
    open("header:patient-id");
    send("A1", "A1", header("patient-id", "p"));
    send(null, "A1", header("patient-id", "q"));
    send("A1", "p", new RecordHeaders());
    send("A1", "p", header("patient-id", " "));
    send("A1", "p", new RecordHeaders().add("patient-id", new byte[] {(byte) 0xc3}));
    send("A1", "p", new RecordHeaders().add("patient-id", null));

    assertThat(h.forwarded()).extracting(TestRecord::key).containsExactly("p", "q");
    assertThat(reasons()).containsExactly("NO_SUBJECT", "NO_SUBJECT", "NO_SUBJECT", "NO_SUBJECT");
  }

  @Test
  void theSubjectStandsInAField() {
    open("field:correlation_id");
    Sample sample = IntakeHarness.image("A1", 0, "x");
    sample.setCorrelationId("utterance 3");
    h.send(FEED, "screen 8", sample);
    h.sendImage("screen 8", 1, "no field");

    assertThat(h.forwarded())
        .extracting(
            r -> r.key() + "|" + r.value().getSubject() + "|" + r.value().getCorrelationId())
        .containsExactly("utterance 3|utterance 3|utterance 3");
    assertThat(reasons()).containsExactly("NO_SUBJECT");
  }

  @Test
  void whatIsSealedForOneSubjectIsNotGivenToAnother() {
    open("header:patient-id");
    Sample sealed = IntakeHarness.image("p", 0, "x");
    sealed.setEncryption(new Encryption("key-1"));
    for (String subject : List.of("p", "q")) {
      h.sendRaw(FEED, utf8("A1"), h.encode(FEED, sealed), header("patient-id", subject));
    }
    assertThat(h.forwarded()).extracting(TestRecord::key).containsExactly("p");
    assertThat(reasons()).containsExactly("SEALED_FOR_ANOTHER");
  }

  @Test
  void theRecordKeyIsTheSubjectThatTheSampleNames() {
    open("subject");
    send("p", "p", new RecordHeaders());
    send("p", "q", new RecordHeaders());
    send(null, "q", new RecordHeaders());

    assertThat(h.forwarded()).extracting(TestRecord::key).containsExactly("p");
    assertThat(reasons()).containsExactly("KEY_MISMATCH", "NO_SUBJECT");
  }

  @Test
  void whatCannotBeBelievedIsADeadLetterWithItsReason() {
    open("subject");
    h.sendRaw(FEED, utf8("p"), utf8("no sample"), new RecordHeaders());
    h.sendRaw(FEED, utf8("p"), null, new RecordHeaders());
    h.send(FEED, "p", new SubjectMapping("p", null));
    Sample text = IntakeHarness.image("p", 0, "x");
    text.setModality(Modality.TEXT);
    h.send(FEED, "p", text);
    h.sendImage("p", 4_000_000_000_000L, "year 2150");
    h.sendImage("p".repeat(1025), 0, "x");
    h.sendImage("p", 0, "x".repeat(1 << 20));

    assertThat(h.forwarded()).isEmpty();
    List<TestRecord<byte[], byte[]>> letters = h.deadLetters();
    assertThat(letters)
        .extracting(l -> text(l, DeadLetters.REASON))
        .containsExactly(
            "NOT_REGISTRY_FORMAT",
            "NOT_REGISTRY_FORMAT",
            "WRONG_SCHEMA",
            "MODALITY_MISMATCH",
            "EVENT_TIME_OUT_OF_RANGE",
            "RECORD_TOO_LARGE",
            "RECORD_TOO_LARGE");
    assertThat(letters.get(0).value()).isEqualTo(utf8("no sample"));
    assertThat(letters.get(1).value()).isNull();
    assertThat(letters).allSatisfy(l -> assertThat(text(l, DeadLetters.STAGE)).isEqualTo("intake"));
    assertThat(h.ledger("radiology").getDeadLetter()).isEqualTo(7);
    assertThat(
            h.meters()
                .get("lacuna.dead.letters")
                .tags("pipeline", "patient", "reason", "record_too_large")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void headersCountIntoTheSizeOfARecord() {
    open("subject");
    Headers large = new RecordHeaders().add("thumbnail", new byte[1 << 20]);
    send("p", "p", large);
    assertThat(reasons()).containsExactly("RECORD_TOO_LARGE");
  }

  private void send(String key, String subject, Headers headers) {
    Sample sample = IntakeHarness.image(subject, 0, "x");
    h.sendRaw(FEED, key == null ? null : utf8(key), h.encode(FEED, sample), headers);
  }

  private List<String> reasons() {
    return h.deadLetters().stream().map(l -> text(l, DeadLetters.REASON)).toList();
  }

  private static Headers header(String name, String value) {
    return new RecordHeaders().add(name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
