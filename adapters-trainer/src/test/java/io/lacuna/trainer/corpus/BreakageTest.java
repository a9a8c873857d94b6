package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakageTest {
  @TempDir private static Path folder;
  private static TestSubject subject;

  @BeforeAll
  static void makeASubject() throws IOException {
    TrustedRecords.install();
    new DataSetWriter(folder, new TinyDataSet())
        .write(Map.of(Split.TRAIN, 0, Split.VALIDATION, 0, Split.TEST, 1), 1);
    subject = TestSubject.load(folder).get(0);
  }

  @Test
  void envelopesAreBrokenAsNamed() throws IOException {
    assertThat(Breakage.NOT_REGISTRY_FORMAT.value(good(Modality.AUDIO))[0]).isNotZero();
    ByteBuffer unknown = ByteBuffer.wrap(Breakage.UNKNOWN_SCHEMA_ID.value(good(Modality.TEXT)));
    assertThat(unknown.getInt(1)).isEqualTo(999);
    assertThat(broken(Breakage.YEAR_2100).getEventTime()).isEqualTo("2100-01-01T00:00:00Z");
  }

  @Test
  void imagesAndSoundsHoldNothing() throws IOException {
    assertThat(inline(Breakage.HEADER_ONLY_WAV)).hasSize(44);
    assertThat(Pcm.read(inline(Breakage.HEADER_ONLY_WAV)).samples()).isEmpty();
    var image = new ByteArrayInputStream(inline(Breakage.TRUNCATED_IMAGE));
    assertThatThrownBy(() -> ImageIO.read(image)).isInstanceOf(IOException.class);
  }

  @Test
  void textsHoldNoText() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(inline(Breakage.INVALID_UTF8));
    assertThatThrownBy(() -> StandardCharsets.UTF_8.newDecoder().decode(bytes))
        .isInstanceOf(CharacterCodingException.class);
    assertThat(new String(inline(Breakage.BLANK_TEXT), StandardCharsets.UTF_8)).isBlank();
  }

  @Test
  void tensorsAndClaimsAreBrokenAsNamed() throws IOException {
    FeatureTensor tensor = (FeatureTensor) broken(Breakage.NOT_FINITE).getPayload();
    ByteBuffer values = tensor.getValues().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(tensor.getShape()).containsExactly(values.remaining() / 4);
    assertThat(values.getFloat(8)).isNaN();
    assertThat(values.getFloat(0)).isEqualTo(101f);
    FeatureTensor shape = (FeatureTensor) broken(Breakage.WRONG_SHAPE).getPayload();
    assertThat(shape.getShape()).containsExactly(2, 3, 5);
    ClaimCheck claim = (ClaimCheck) broken(Breakage.OVERSIZE_CLAIM).getPayload();
    assertThat(claim.getSize()).isGreaterThan(50L << 20);
  }

  @Test
  void theGoodSampleStaysGood() throws IOException {
    Sample good = good(Modality.IMAGE);
    Breakage.YEAR_2100.value(good);
    Breakage.WRONG_SHAPE.value(good);
    assertThat(good).isEqualTo(good(Modality.IMAGE));
  }

  private static byte[] inline(Breakage breakage) throws IOException {
    return ((InlineBytes) broken(breakage).getPayload()).getBytes().array();
  }

  private static Sample broken(Breakage breakage) throws IOException {
    ByteBuffer value = ByteBuffer.wrap(breakage.value(good(breakage.modality())));
    var record = new RecordedRecord("text", 0, 0L, Instant.EPOCH, null, value, List.of(), null);
    return Decoded.sample(record, Sample.getClassSchema()).orElseThrow();
  }

  private static Sample good(Modality modality) {
    return Sample.newBuilder()
        .setSubject(subject.id())
        .setModality(modality)
        .setEventTime(Instant.EPOCH)
        .setPayload(subject.payloads().get(modality))
        .build();
  }
}
