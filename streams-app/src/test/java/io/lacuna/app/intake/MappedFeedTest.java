package io.lacuna.app.intake;

import static io.lacuna.app.harness.IntakeHarness.FEED;
import static io.lacuna.app.harness.IntakeHarness.MAPPING;
import static io.lacuna.app.harness.IntakeHarness.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.IntakeHarness;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SubjectMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images keyed by accession number and the mapping topic that says whose they are. */
class MappedFeedTest {
  @TempDir Path dir;
  private IntakeHarness h;

  @BeforeEach
  void open() {
    h = IntakeHarness.mapped(dir);
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0L);
    h.close();
  }

  @Test
  void anImageIsSentOnUnderItsPatientWithAllThatItSays() {
    h.map("other", "q");
    h.map("A1", "p");
    h.wall(Duration.ofSeconds(3));
    Sample image = IntakeHarness.image("A1", 2_000, "x");
    image.setSite("north");
    image.setSource("CT 2");
    Headers headers = new RecordHeaders().add("trace", new byte[] {7}).add("empty", null);
    headers.add(IntakeHeaders.OFFSET, new byte[] {9});
    h.sendRaw(FEED, utf8("A1"), h.encode(FEED, image), headers);

    TestRecord<String, Sample> sent = only(h.forwarded());
    assertThat(sent.key()).isEqualTo("p");
    assertThat(sent.timestamp()).as("the record's own").isEqualTo(T0 + 3_000);
    image.setSubject("p");
    assertThat(sent.value()).isEqualTo(image);
    assertThat(sent.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(sent.headers().lastHeader("empty").value()).isNull();
    assertThat(sent.headers().headers(IntakeHeaders.OFFSET))
        .as("ours, not the sender's")
        .hasSize(1);
    assertThat(text(sent, IntakeHeaders.FEED)).isEqualTo("radiology");
    assertThat(text(sent, IntakeHeaders.TOPIC)).isEqualTo(FEED);
    assertThat(text(sent, IntakeHeaders.PARTITION)).isEqualTo("0");
    assertThat(text(sent, IntakeHeaders.OFFSET)).isEqualTo("0");
    assertThat(text(sent, IntakeHeaders.MAPPING_OFFSET)).isEqualTo("1");
  }

  @Test
  void anImageWaitsForAMappingThatComesLate() {
    h.sendImage("A1", 0, "first");
    h.sendImage("A2", 1, "another's");
    h.sendImage("A1", 2, "second");
    assertThat(h.forwarded()).isEmpty();
    h.wall(Duration.ofSeconds(30));
    h.map("A1", "p");

    List<TestRecord<String, Sample>> sent = h.forwarded();
    assertThat(sent).extracting(TestRecord::key).containsExactly("p", "p");
    assertThat(sent).extracting(r -> payload(r.value())).containsExactly("first", "second");
    assertThat(sent).extracting(TestRecord::timestamp).containsOnly(T0);
    assertThat(sent).extracting(r -> text(r, IntakeHeaders.OFFSET)).containsExactly("0", "2");
    assertThat(h.ledger("radiology").getWaiting()).isEqualTo(1);
  }

  @Test
  void patienceEndsWhenTheFeedHasMovedOn() {
    h.sendImage("A1", 0, "x");
    h.wall(Duration.ofSeconds(31));
    h.sendImage("A2", 60_000, "y");
    h.ticks();

    TestRecord<byte[], byte[]> letter = only(h.deadLetters());
    assertThat(letter.key()).isEqualTo(utf8("A1"));
    assertThat(letter.value()).isEqualTo(h.encode(FEED, IntakeHarness.image("A1", 0, "x")));
    assertThat(letter.timestamp()).isEqualTo(T0);
    assertThat(text(letter, DeadLetters.REASON)).isEqualTo(RejectReason.NO_MAPPING.name());
    assertThat(text(letter, DeadLetters.KIND)).isEqualTo(DeadLetters.RAW);
    assertThat(text(letter, DeadLetters.ORIGIN_TOPIC)).isEqualTo(FEED);
    assertThat(text(letter, DeadLetters.ORIGIN_OFFSET)).isEqualTo("0");
    assertThat(h.ledger("radiology").getWaiting()).as("the one that came later").isEqualTo(1);
  }

  @Test
  void patienceIsCountedFromWhenASampleCame() {
    h.sendImage("A1", 0, "x");
    h.wall(Duration.ofSeconds(31));
    h.sendImage("old", -3_600_000, "an hour late");
    h.sendImage("A2", 59_999, "y");
    h.ticks();
    assertThat(h.deadLetters()).isEmpty();
  }

  @Test
  void patienceEndsByTheWallClockOnASilentFeed() {
    h.sendImage("A1", 0, "x");
    h.wall(Duration.ofMillis(59_800));
    h.ticks();
    assertThat(h.deadLetters()).as("no look at the mapping topic since then").isEmpty();
    h.ticks();
    assertThat(text(only(h.deadLetters()), DeadLetters.REASON)).isEqualTo("NO_MAPPING");
  }

  @Test
  void nothingIsGivenUpWhileAMappingMayLieUnread() {
    h.mappingUnread(true);
    h.sendImage("A1", 0, "x");
    h.wall(Duration.ofHours(1));
    h.sendImage("A1", 3_600_000, "y");
    h.ticks();
    assertThat(h.deadLetters()).isEmpty();
    h.map("A1", "p");
    assertThat(h.forwarded()).hasSize(2);
  }

  @Test
  void aDeadLetterThatIsSentAgainFindsTheMappingThatCameAfterIt() {
    h.sendImage("A1", 0, "x");
    h.wall(Duration.ofMinutes(2));
    h.ticks();
    TestRecord<byte[], byte[]> letter = only(h.deadLetters());
    h.map("A1", "p");
    assertThat(h.forwarded()).as("it waits no longer").isEmpty();
    h.sendRaw(FEED, letter.key(), letter.value(), new RecordHeaders());
    assertThat(only(h.forwarded()).key()).isEqualTo("p");
  }

  @Test
  void afterAMergeNewSamplesGoToTheOtherPatientAndOldOnesStay() {
    h.map("A1", "p");
    h.sendImage("A1", 0, "before");
    assertThat(only(h.forwarded()).key()).isEqualTo("p");
    h.map("A1", "q");
    assertThat(h.forwarded()).as("nothing is sent again").isEmpty();
    h.sendImage("A1", 1, "after");

    TestRecord<String, Sample> sent = only(h.forwarded());
    assertThat(sent.key()).isEqualTo("q");
    assertThat(text(sent, IntakeHeaders.MAPPING_OFFSET)).isEqualTo("1");
    assertThat(mappings("changed")).isEqualTo(1);
  }

  @Test
  void aTombstoneUnmaps() {
    h.map("A1", "p");
    h.unmap("A1");
    h.sendImage("A1", 0, "x");
    assertThat(h.forwarded()).isEmpty();
    assertThat(h.ledger("radiology").getWaiting()).isEqualTo(1);
    h.map("A1", "q");
    assertThat(only(h.forwarded()).key()).isEqualTo("q");
    h.unmap("unknown");
    assertThat(mappings("removed")).isEqualTo(1);
    assertThat(mappings("unchanged")).isEqualTo(1);
  }

  @Test
  void duplicatesAreSentOnForThePipelineToKnow() {
    h.sendImage("A1", 0, "x");
    h.sendImage("A1", 0, "x");
    h.map("A1", "p");
    h.map("A1", "p");
    h.sendImage("A1", 0, "x");
    assertThat(h.forwarded()).hasSize(3);
    assertThat(mappings("unchanged")).isEqualTo(1);
    assertThat(h.ledger("radiology").getForwarded()).isEqualTo(3);
  }

  @Test
  void whatWaitsSurvivesARestart() {
    h.map("A0", "p0");
    Headers headers = new RecordHeaders().add("trace", new byte[] {7}).add("empty", null);
    h.sendRaw(FEED, utf8("A1"), h.encode(FEED, IntakeHarness.image("A1", 0, "x")), headers);
    h.sendImage("A2", 1, "y");
    h.wall(Duration.ofSeconds(30));
    h.restart();
    h.sendImage("A0", 2, "known before");
    assertThat(only(h.forwarded()).key()).isEqualTo("p0");
    h.map("A1", "p");

    TestRecord<String, Sample> sent = only(h.forwarded());
    assertThat(sent.key()).isEqualTo("p");
    assertThat(sent.timestamp()).isEqualTo(T0);
    assertThat(payload(sent.value())).isEqualTo("x");
    assertThat(sent.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(sent.headers().lastHeader("empty").value()).isNull();
    h.wall(Duration.ofSeconds(30));
    h.ticks();
    assertThat(only(h.deadLetters()).key()).as("patience goes on over it").isEqualTo(utf8("A2"));
    assertThat(h.ledger("radiology").getIn()).isEqualTo(3);
  }

  @Test
  void aMappingCanNameTheStudyOfSamplesThatDoNot() {
    h.send(MAPPING, "A1", new SubjectMapping("p", "study 7"));
    h.sendImage("A1", 0, "x");
    Sample own = IntakeHarness.image("A1", 1, "y");
    own.setCorrelationId("study 8");
    h.send(FEED, "A1", own);
    assertThat(h.forwarded())
        .extracting(r -> r.value().getCorrelationId())
        .containsExactly("study 7", "study 8");
  }

  @Test
  void aKeyUnderWhichTooMuchWaitsTakesNoMore() {
    h.close();
    h = IntakeHarness.mapped(dir, "intake.radiology.mapping.waiting.max", "2");
    for (int i = 0; i < 3; i++) {
      h.sendImage("UNKNOWN", i, "x" + i);
    }
    h.sendImage("A1", 3, "y");
    assertThat(text(only(h.deadLetters()), DeadLetters.REASON)).isEqualTo("TOO_MANY_WAITING");
    assertThat(h.ledger("radiology").getWaiting()).isEqualTo(3);
  }

  @Test
  void aBrokenMappingIsADeadLetterAndTheOneBeforeItHolds() {
    h.map("A1", "p");
    h.sendRaw(MAPPING, utf8("A1"), new byte[] {1, 2, 3}, new RecordHeaders());
    h.send(MAPPING, "A1", new SubjectMapping(" ", null));
    h.send(MAPPING, "A1", new SubjectMapping("s".repeat(1025), null));
    h.send(MAPPING, null, new SubjectMapping("q", null));
    h.sendRaw(MAPPING, new byte[] {(byte) 0xff}, null, new RecordHeaders());
    h.sendImage("A1", 0, "x");

    assertThat(only(h.forwarded()).key()).isEqualTo("p");
    assertThat(h.deadLetters())
        .allSatisfy(l -> assertThat(text(l, DeadLetters.ORIGIN_TOPIC)).isEqualTo(MAPPING))
        .extracting(l -> text(l, DeadLetters.REASON))
        .containsExactly(
            "NOT_REGISTRY_FORMAT", "NO_SUBJECT", "RECORD_TOO_LARGE", "NO_SUBJECT", "NO_SUBJECT");
    assertThat(h.mappingLedger().getIn()).isEqualTo(6);
    assertThat(h.mappingLedger().getApplied()).isEqualTo(1);
    assertThat(h.mappingLedger().getDeadLetter()).isEqualTo(5);
    assertThat(h.mappingLedger().getPosition()).isEqualTo(6);
  }

  @Test
  void feedsShareAMappingTopic() {
    h.close();
    h =
        IntakeHarness.mapped(
            dir,
            "intake.feeds",
            "radiology,reports",
            "intake.reports.topic",
            "ris.reports",
            "intake.reports.pipeline",
            "patient",
            "intake.reports.modality",
            "text",
            "intake.reports.key",
            "mapping",
            "intake.reports.mapping.topic",
            MAPPING);
    h.sendImage("A1", 0, "image");
    Sample report = IntakeHarness.image("A1", 1, "report");
    report.setModality(io.lacuna.schema.Modality.TEXT);
    h.send("ris.reports", "A1", report);
    h.map("A1", "p");
    assertThat(only(h.forwarded()).key()).isEqualTo("p");
    assertThat(only(h.forwarded("lacuna.patient.text.v1")).key()).isEqualTo("p");
    assertThat(mappings("added")).isEqualTo(1);
  }

  private double mappings(String change) {
    return h.meters().get("lacuna.intake.mappings").tag("change", change).counter().count();
  }

  private static String payload(Sample sample) {
    return StandardCharsets.UTF_8.decode(((InlineBytes) sample.getPayload()).getBytes()).toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(TestRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
