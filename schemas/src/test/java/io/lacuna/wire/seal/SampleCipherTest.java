package io.lacuna.wire.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import io.lacuna.wire.seal.SealException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads under their subject's key: what comes back, what does not, and what can be seen. */
class SampleCipherTest {
  private static final String WORDS = "short of breath since noon";

  private final HeldKeys keys = new HeldKeys();
  private final SampleCipher cipher = new SampleCipher(keys);

  @BeforeAll
  static void trustGeneratedClasses() {
    TrustedRecords.install();
  }

  private static Sample text(String subject, String words) {
    return sample(
        subject,
        new InlineBytes("text/plain", ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8))));
  }

  private static Sample sample(String subject, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(Modality.TEXT)
        .setEventTime(Instant.ofEpochMilli(1_000))
        .setPayload(payload)
        .build();
  }

  @Test
  void aSealedPayloadShowsNothingAndComesBackWhole() throws Exception {
    Sample plain = text("p", WORDS);
    Sample sealed = cipher.seal(plain);
    InlineBytes payload = (InlineBytes) sealed.getPayload();
    assertThat(new String(payload.getBytes().array(), StandardCharsets.ISO_8859_1))
        .doesNotContain("breath")
        .hasSize(WORDS.length() + 16);
    assertThat(plain).as("the sample that was given").isEqualTo(text("p", WORDS));
    assertThat(cipher.open(sealed)).isEqualTo(plain.getPayload());
    assertThat(cipher.seal(sealed)).as("sealed twice").isSameAs(sealed);
  }

  @Test
  void tensorsKeepTheirShapeAndMarkersStayAsTheyAre() throws Exception {
    FeatureTensor tensor =
        new FeatureTensor(List.of(2, 1), ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    Sample sealed = cipher.seal(sample("p", tensor));
    assertThat(((FeatureTensor) sealed.getPayload()).getShape()).containsExactly(2, 1);
    assertThat(((FeatureTensor) sealed.getPayload()).getValues()).isNotEqualTo(tensor.getValues());
    assertThat(cipher.open(sealed)).isEqualTo(tensor);
    Sample marker = sample("p", new AbsenceMarker(AbsenceReason.NOT_PERFORMED));
    assertThat(cipher.seal(marker)).isSameAs(marker);
  }

  @Test
  void theSameSampleIsTheSameTwiceAndNoOtherIs() {
    Sample once = cipher.seal(text("p", WORDS));
    assertThat(cipher.seal(text("p", WORDS))).as("sent twice").isEqualTo(once);
    Sample later = text("p", WORDS);
    later.setEventTime(Instant.ofEpochMilli(2_000));
    assertThat(cipher.seal(later).getPayload()).isNotEqualTo(once.getPayload());
    assertThat(cipher.seal(text("q", WORDS)).getPayload()).isNotEqualTo(once.getPayload());
  }

  static Stream<Consumer<Sample>> changes() {
    return Stream.of(
        s -> s.setSubject("q"),
        s -> s.setModality(Modality.IMAGE),
        s -> s.setEventTime(Instant.ofEpochMilli(1_001)),
        s -> s.setPayload(new InlineBytes("text/html", ((InlineBytes) s.getPayload()).getBytes())),
        s ->
            s.setPayload(new FeatureTensor(List.of(1), ((InlineBytes) s.getPayload()).getBytes())));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatIsPutElsewhereCannotBeOpened(Consumer<Sample> change) {
    Sample sealed = cipher.seal(text("p", WORDS));
    keys.keyFor("q");
    change.accept(sealed);
    assertThat(reasonOf(sealed)).isEqualTo(Reason.CIPHERTEXT_INVALID);
  }

  @Test
  void everyFlippedByteIsNoticed() {
    byte[] bytes = ((InlineBytes) cipher.seal(text("p", WORDS)).getPayload()).getBytes().array();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      Sample sealed = cipher.seal(text("p", WORDS));
      sealed.setPayload(new InlineBytes("text/plain", ByteBuffer.wrap(changed)));
      assertThat(reasonOf(sealed)).as("byte %d", i).isEqualTo(Reason.CIPHERTEXT_INVALID);
    }
    Sample short15 = cipher.seal(text("p", WORDS));
    short15.setPayload(new InlineBytes("text/plain", ByteBuffer.wrap(new byte[15])));
    assertThat(reasonOf(short15)).isEqualTo(Reason.CIPHERTEXT_INVALID);
  }

  @Test
  void withoutTheKeyNothingOpens() {
    Sample sealed = cipher.seal(text("p", WORDS));
    keys.forget("p");
    assertThat(reasonOf(sealed)).isEqualTo(Reason.KEY_DELETED);
    keys.keyFor("p");
    assertThat(reasonOf(sealed)).as("under a new key").isEqualTo(Reason.CIPHERTEXT_INVALID);
  }

  @Test
  void whatStandsBehindAClaimIsSealedByItself() throws Exception {
    byte[] content = WORDS.getBytes(StandardCharsets.UTF_8);
    Sample claimed =
        sample("p", new ClaimCheck("file:///x", "0".repeat(64), 1L, "application/dicom"));
    assertThatThrownBy(() -> cipher.seal(claimed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sealContent");
    SampleCipher.SealedContent sealed = cipher.sealContent(claimed, "application/dicom", content);
    claimed.setEncryption(sealed.encryption());
    assertThat(cipher.open(claimed)).isSameAs(claimed.getPayload());
    assertThat(cipher.openContent(claimed, "application/dicom", sealed.bytes())).isEqualTo(content);
  }

  @Test
  void aSampleThatIsMappedToItsSubjectIsSealedAnew() throws Exception {
    Sample byAccession = cipher.seal(text("accession-7", WORDS));
    Sample mapped = cipher.rekey(byAccession, "p");
    assertThat(mapped.getEncryption().getKeyId()).isEqualTo(keys.keyFor("p").id());
    assertThat(mapped).isEqualTo(cipher.seal(text("p", WORDS)));
    assertThat(cipher.rekey(text("accession-8", WORDS), "p")).isEqualTo(text("p", WORDS));
  }

  @Test
  void whatIsSealedUnderAnotherOwnersKeyGoesWithThatOwner() throws Exception {
    Sample held = cipher.seal(text("p", WORDS), "accession-7");
    assertThat(cipher.open(held)).isEqualTo(text("p", WORDS).getPayload());
    assertThat(cipher.isSealedFor(held, "p")).as("forgetting p would not reach it").isFalse();
    Sample own = cipher.rekey(held, "p");
    assertThat(cipher.isSealedFor(own, "p")).isTrue();
    assertThat(cipher.isSealedFor(own, "q")).isFalse();
    assertThat(cipher.isSealedFor(text("p", WORDS), "p")).as("not sealed").isFalse();
    keys.forget("accession-7");
    assertThat(reasonOf(held)).isEqualTo(Reason.KEY_DELETED);
    assertThat(cipher.isSealedFor(held, "p")).as("nobody can do better").isTrue();
    assertThat(cipher.open(own)).isEqualTo(text("p", WORDS).getPayload());
  }

  private Reason reasonOf(Sample sealed) {
    try {
      cipher.open(sealed);
      return null;
    } catch (SealException e) {
      assertThat(e.getMessage()).doesNotContain("breath");
      return e.reason();
    }
  }
}
