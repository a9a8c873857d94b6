package io.lacuna.app.intake;

import static io.lacuna.app.harness.IntakeHarness.FEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.harness.IntakeHarness;
import io.lacuna.app.harness.MemoryKeys;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the intake writes of samples where there are keys, and what becomes of it without them. */
class SealedFeedTest {
  private static final String MARK = "SECRET-FINDING";

  @TempDir Path dir;
  private final MemoryKeys keys = new MemoryKeys();
  private final SampleCipher cipher = new SampleCipher(keys);
  private IntakeHarness h;

  @BeforeEach
  void open() {
    h = IntakeHarness.mapped(dir, Optional.of(keys));
  }

  @AfterEach
  void everyRecordIsAccountedFor() {
    assertThat(h.balances()).containsOnly(0L);
    h.close();
  }

  private String opened(Sample sample) throws SealException {
    assertThat(sample.getEncryption()).isNotNull();
    assertThat(sample.toString()).doesNotContain(MARK);
    InlineBytes payload = (InlineBytes) cipher.open(sample);
    return StandardCharsets.UTF_8.decode(payload.getBytes().duplicate()).toString();
  }

  private static String reason(TestRecord<?, ?> letter) {
    return new String(
        letter.headers().lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8);
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void aSampleIsSealedForTheSubjectThatItIsMappedTo() throws Exception {
    h.map("A1", "p");
    h.sendImage("A1", 0, MARK);
    h.sendImage("A1", 0, MARK);
    List<TestRecord<String, Sample>> sent = h.forwarded();
    assertThat(opened(sent.get(0).value())).isEqualTo(MARK);
    assertThat(sent.get(0).value().getEncryption().getKeyId()).isEqualTo(keys.id("p"));
    assertThat(sent.get(1).value())
        .as("still known as a repetition")
        .isEqualTo(sent.get(0).value());
  }

  @Test
  void aSampleThatWaitsIsSealedUnderItsFeedsKeyAndThenAnew() throws Exception {
    h.sendImage("A1", 0, MARK);
    h.restart();
    h.map("A1", "p");
    Sample sent = only(h.forwarded()).value();
    assertThat(opened(sent)).isEqualTo(MARK);
    assertThat(sent.getEncryption().getKeyId()).isEqualTo(keys.id("p"));

    h.sendImage("A2", 1, MARK);
    assertThat(h.everLogged("radiology-held"))
        .isNotEmpty()
        .noneMatch(r -> r.contains(MARK))
        .anyMatch(r -> r.contains(keys.id("A2")));
  }

  @Test
  void whoseKeyWasDeletedWhileItWaitedIsMasked() {
    h.sendImage("A1", 0, MARK);
    keys.forget("A1");
    h.map("A1", "p");
    TestRecord<String, Sample> sent = only(h.forwarded());
    assertThat(sent.key()).isEqualTo("p");
    assertThat(sent.value().getSubject()).isEqualTo("p");
    assertThat(sent.value().getPayload()).isEqualTo(new AbsenceMarker(AbsenceReason.MASKED));
    assertThat(sent.value().getEncryption()).isNull();
    assertThat(
            new String(
                sent.headers().lastHeader(IntakeHeaders.PROBLEM).value(), StandardCharsets.UTF_8))
        .isEqualTo("KEY_DELETED");
    assertThat(h.ledger("radiology").getForwarded()).isEqualTo(1);
  }

  @Test
  void whatItsSenderSealedForTheSubjectPassesAndForTheAccessionIsSealedAnew() throws Exception {
    h.map("A1", "p");
    Sample own = cipher.seal(IntakeHarness.image("p", 0, MARK));
    Sample byAccession = cipher.seal(IntakeHarness.image("A1", 1, MARK));
    Sample underAnothersKey = cipher.seal(IntakeHarness.image("p", 2, MARK), "A1");
    for (Sample sample : List.of(own, byAccession, underAnothersKey)) {
      h.send(FEED, "A1", sample);
    }
    List<TestRecord<String, Sample>> sent = h.forwarded();
    assertThat(sent.get(0).value()).isEqualTo(own);
    for (TestRecord<String, Sample> record : sent) {
      assertThat(opened(record.value())).isEqualTo(MARK);
      assertThat(record.value().getEncryption().getKeyId()).isEqualTo(keys.id("p"));
    }
    keys.forget("p");
    h.send(FEED, "A1", own);
    assertThat(only(h.forwarded()).value()).as("its reader says what is wrong").isEqualTo(own);
  }

  @Test
  void whatWasChangedOnTheWayIsADeadLetter() {
    h.map("A1", "p");
    Sample sealed = cipher.seal(IntakeHarness.image("A1", 0, MARK));
    sealed.setModality(Modality.IMAGE);
    sealed.setPayload(new InlineBytes("text/plain", ByteBuffer.wrap(new byte[40])));
    h.send(FEED, "A1", sealed);
    TestRecord<byte[], byte[]> letter = only(h.deadLetters());
    assertThat(reason(letter)).isEqualTo("CIPHERTEXT_INVALID");
    assertThat(letter.value()).isEqualTo(h.encode(FEED, sealed));
  }

  @Test
  void aDeadLetterIsSealedAndCanBeSentAgain() throws Exception {
    h.sendImage("A1", 0, MARK);
    h.wall(Duration.ofSeconds(61));
    h.ticks();
    h.ticks();
    TestRecord<byte[], byte[]> letter = only(h.deadLetters());
    assertThat(reason(letter)).isEqualTo("NO_MAPPING");
    assertThat(new String(letter.value(), StandardCharsets.ISO_8859_1)).doesNotContain(MARK);

    h.map("A1", "p");
    h.sendRaw(FEED, letter.key(), letter.value(), new RecordHeaders());
    Sample sent = only(h.forwarded()).value();
    assertThat(opened(sent)).isEqualTo(MARK);
    assertThat(sent).isEqualTo(cipher.seal(IntakeHarness.image("p", 0, MARK)));
  }

  @Test
  void aSampleThatCannotBeBelievedIsSealedInItsDeadLetter() {
    Sample text = IntakeHarness.image("A1", 0, MARK);
    text.setModality(Modality.TEXT);
    h.send(FEED, "A1", text);
    TestRecord<byte[], byte[]> letter = only(h.deadLetters());
    assertThat(reason(letter)).isEqualTo("MODALITY_MISMATCH");
    assertThat(new String(letter.value(), StandardCharsets.ISO_8859_1))
        .doesNotContain(MARK)
        .contains(keys.id("A1"));
  }

  @Test
  void claimChecksAndMarkersPassAsTheyAre() {
    h.map("A1", "p");
    Sample claim = IntakeHarness.image("A1", 0, MARK);
    claim.setPayload(new ClaimCheck("https://pacs/1", "0".repeat(64), 1L, "image/png"));
    Sample sealedClaim = Sample.newBuilder(claim).build();
    sealedClaim.setEncryption(cipher.sealContent(claim, "image/png", new byte[] {1}).encryption());
    Sample marker = IntakeHarness.image("A1", 1, MARK);
    marker.setPayload(new AbsenceMarker(AbsenceReason.NOT_PERFORMED));
    List.of(claim, marker, sealedClaim).forEach(s -> h.send(FEED, "A1", s));

    assertThat(h.forwarded())
        .extracting(r -> r.value().getPayload())
        .containsExactly(claim.getPayload(), marker.getPayload());
    assertThat(reason(only(h.deadLetters())))
        .as("its content cannot be sealed anew")
        .isEqualTo("SEALED_FOR_ANOTHER");
  }

  @Test
  void aFeedThatNamesItsSubjectsIsSealedToo() throws Exception {
    h.close();
    h =
        IntakeHarness.open(
            dir,
            Map.of(
                "intake.feeds", "radiology",
                "intake.radiology.topic", FEED,
                "intake.radiology.pipeline", "patient",
                "intake.radiology.modality", "image",
                "intake.radiology.key", "field:site"),
            Optional.of(keys));
    Sample image = IntakeHarness.image("A1", 0, MARK);
    image.setSite("p");
    h.send(FEED, "A1", image);
    Sample sent = only(h.forwarded()).value();
    assertThat(sent.getSubject()).isEqualTo("p");
    assertThat(opened(sent)).isEqualTo(MARK);
    keys.forget("p");
    assertThatThrownBy(() -> cipher.open(sent)).isInstanceOf(SealException.class);
  }
}
