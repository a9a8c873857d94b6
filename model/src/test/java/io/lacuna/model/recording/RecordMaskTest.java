package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.AudioChunk;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.schema.UtteranceBoundary;
import io.lacuna.schema.WindowDecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordMaskTest {
  private static final KeyedHash HASH = KeyedHash.of("0123456789abcdef".getBytes());
  private static final Set<Mask> ALL = Set.of(Mask.values());
  private static final List<String> SECRETS =
      List.of(
          EverythingRecorded.SUBJECT,
          EverythingRecorded.CORRELATION,
          EverythingRecorded.SITE,
          EverythingRecorded.PAYLOAD.substring(2),
          EverythingRecorded.HEADER,
          "SECRET-uri",
          EverythingRecorded.DIGEST);

  @TempDir private Path root;

  @Test
  void noIdSiteOrPayloadIsLeftInAnyFile() throws IOException {
    RecordingFolder plain = EverythingRecorded.write(root.resolve("plain"), "correlated");
    for (String secret : SECRETS) {
      assertThat(unpacked(plain).contains(secret)).as("%s is found", secret).isTrue();
    }
    RecordingFolder masked = mask(plain, ALL);
    masked.verify();
    String bytes = unpacked(masked);
    for (String secret : SECRETS) {
      assertThat(bytes.contains(secret)).as("%s is left", secret).isFalse();
    }
    assertThat(masked.manifest().masked()).containsExactly("ids", "payloads", "sites");
  }

  @Test
  void aMaskedRecordKeepsItsPlaceAndItsReadability() throws IOException {
    RecordingFolder plain = EverythingRecorded.write(root.resolve("plain"), "correlated");
    RecordingFolder masked = mask(plain, ALL);

    assertThat(masked.manifest().ranges()).isEqualTo(plain.manifest().ranges());
    RecordedValues values = masked.values();
    for (RecordedRange range : plain.manifest().ranges()) {
      List<RecordedRecord> before = records(plain, range);
      List<RecordedRecord> after = records(masked, range);
      assertThat(after).hasSameSizeAs(before);
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i).getPartition()).isEqualTo(before.get(i).getPartition());
        assertThat(after.get(i).getOffset()).isEqualTo(before.get(i).getOffset());
        assertThat(after.get(i).getTimestamp()).isEqualTo(before.get(i).getTimestamp());
      }
    }
    String id = HASH.id(EverythingRecorded.SUBJECT);
    List<RecordedRecord> images = records(masked, "image");
    Sample inline = values.sample(images.get(0)).orElseThrow();
    assertThat(inline.getSubject()).isEqualTo(id);
    assertThat(text(images.get(0).getKey())).isEqualTo(id);
    assertThat(((InlineBytes) inline.getPayload()).getBytes().remaining()).isZero();
    Sample claim = values.sample(images.get(1)).orElseThrow();
    assertThat(((ClaimCheck) claim.getPayload()).getUri()).startsWith("masked:");
    assertThat(images.get(1).getClaim()).isNull();
    Sample tensor = values.sample(images.get(2)).orElseThrow();
    assertThat(((FeatureTensor) tensor.getPayload()).getShape()).containsExactly(0);

    Prediction prediction = only(masked, values, "predictions", Prediction.class);
    assertThat(prediction.getSubject()).isEqualTo(id);
    assertThat(prediction.getWindowId())
        .isEqualTo(inline.getCorrelationId())
        .isEqualTo(prediction.getMergedInto());
    assertThat(prediction.getAdapter()).isEqualTo("base");
    assertThat(only(masked, values, "late", LateSample.class).getSample().getSubject())
        .isEqualTo(id);
    WindowDecision decision = only(masked, values, "decisions", WindowDecision.class);
    assertThat(((PayloadError) decision.getStep()).getSubject()).isEqualTo(id);
    assertThat(values.read(records(masked, "dead-letters").get(1), Rejection.class)).isPresent();
    assertThat(records(masked, "dead-letters").get(0).getValue()).isNull();
    assertThat(masked.truth()).containsOnlyKeys(id);
    assertThat(records(masked, "labels"))
        .extracting(r -> text(r.getValue()))
        .containsExactly("{\"subject\":\"" + id + "\",\"labels\":{\"x\":1}}", "");
  }

  @Test
  void whatWasBrokenStaysBrokenInTheSameWay() throws IOException {
    RecordingFolder masked = mask(EverythingRecorded.write(root.resolve("plain"), null), ALL);
    List<ByteBuffer> texts =
        records(masked, "text").stream().map(RecordedRecord::getValue).toList();

    assertThat(texts.get(0).remaining()).isZero();
    assertThat(RecordedValues.schemaId(texts.get(1))).hasValue(Integer.MAX_VALUE);
    assertThat(RecordedValues.schemaId(texts.get(2))).hasValue(Recorded.SAMPLE_ID);
    assertThat(texts.get(2).remaining()).isEqualTo(RecordedValues.HEADER);
    assertThat(texts.get(3)).isNull();
    for (RecordedRecord record : records(masked, "text")) {
      assertThat(masked.values().sample(record)).isEmpty();
    }
  }

  @Test
  void eachMaskTouchesItsOwnPart() throws IOException {
    RecordingFolder plain = EverythingRecorded.write(root.resolve("plain"), "correlated");

    Sample ids = firstImage(mask(plain, Set.of(Mask.IDS)));
    assertThat(ids.getSubject()).isNotEqualTo(EverythingRecorded.SUBJECT);
    assertThat(ids.getSite()).isEqualTo(EverythingRecorded.SITE);
    assertThat(text(((InlineBytes) ids.getPayload()).getBytes()))
        .isEqualTo(EverythingRecorded.PAYLOAD);

    Sample sites = firstImage(mask(plain, Set.of(Mask.SITES)));
    assertThat(sites.getSubject()).isEqualTo(EverythingRecorded.SUBJECT);
    assertThat(sites.getSite()).isEqualTo(HASH.id(EverythingRecorded.SITE));
    assertThat(sites.getSource()).doesNotContain("SECRET");

    Sample payloads = firstImage(mask(plain, Set.of(Mask.PAYLOADS)));
    assertThat(payloads.getSubject()).isEqualTo(EverythingRecorded.SUBJECT);
    assertThat(((InlineBytes) payloads.getPayload()).getBytes().remaining()).isZero();
  }

  @Test
  void anEqualKeyGivesEqualIdsAndAnotherOneDoesNot() throws IOException {
    RecordingFolder plain = EverythingRecorded.write(root.resolve("plain"), null);
    Sample a = firstImage(mask(plain, Set.of(Mask.IDS)));
    Sample b = firstImage(mask(plain, Set.of(Mask.IDS)));
    Sample c =
        firstImage(
            RecordingCopies.of(plain)
                .mask(root.resolve("other"), Set.of(Mask.IDS), KeyedHash.random()));
    assertThat(b.getSubject()).isEqualTo(a.getSubject());
    assertThat(c.getSubject()).isNotEqualTo(a.getSubject());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyedHash.of(new byte[15]))
        .withMessageContaining("at least 16");
  }

  @Test
  void aWindowNamedByItsStartKeepsItsNameUnlessItMayBeAnId() {
    SampleRef ref = new SampleRef(Modality.TEXT, "t", 0, 0L, Instant.EPOCH, "");
    for (boolean numbersAreTimes : new boolean[] {true, false}) {
      Rejection rejection = new Rejection("patient", "p", "1700000000000", "r", ref);
      new ValueMask(Set.of(Mask.IDS), HASH, numbersAreTimes).apply(rejection);
      assertThat(rejection.getWindowId().equals("1700000000000")).isEqualTo(numbersAreTimes);
      assertThat(rejection.getReason()).isEqualTo("r");
    }
  }

  /** A text field that is added to a schema must be judged: harmless, or hashed. */
  @Test
  void everyTextFieldWasJudged() {
    Set<String> hashed =
        Set.of(
            "subject",
            "correlation_id",
            "window_id",
            "merged_into",
            "uri",
            "key_id",
            "sha256",
            "site",
            "sites",
            "source",
            "route",
            "call_id",
            "channel",
            "utterance_id",
            "text");
    Set<String> found = new LinkedHashSet<>();
    Stream.of(
            Sample.getClassSchema(),
            Prediction.getClassSchema(),
            LateSample.getClassSchema(),
            Rejection.getClassSchema(),
            WindowDecision.getClassSchema(),
            AdapterEvent.getClassSchema(),
            AudioChunk.getClassSchema(),
            UtteranceBoundary.getClassSchema(),
            SubjectMapping.getClassSchema())
        .forEach(schema -> texts(schema, "", found));
    found.removeAll(hashed);
    assertThat(ValueMask.HARMLESS).containsAll(found);
  }

  private static void texts(Schema schema, String field, Set<String> found) {
    switch (schema.getType()) {
      case STRING -> found.add(field);
      case RECORD -> schema.getFields().forEach(f -> texts(f.schema(), f.name(), found));
      case ARRAY -> texts(schema.getElementType(), field, found);
      case UNION -> schema.getTypes().forEach(type -> texts(type, field, found));
      default -> {
        // holds no text
      }
    }
  }

  private RecordingFolder mask(RecordingFolder plain, Set<Mask> masks) throws IOException {
    Path out = Files.createTempDirectory(root, "masked");
    return RecordingCopies.of(plain).mask(out, masks, HASH);
  }

  private static Sample firstImage(RecordingFolder folder) throws IOException {
    return folder.values().sample(records(folder, "image").get(0)).orElseThrow();
  }

  private static <T extends SpecificRecord> T only(
      RecordingFolder folder, RecordedValues values, String role, Class<T> type)
      throws IOException {
    Optional<T> value = values.read(records(folder, role).get(0), type);
    return value.orElseThrow();
  }

  private static List<RecordedRecord> records(RecordingFolder folder, RecordedRange range)
      throws IOException {
    return records(folder, range.role());
  }

  private static List<RecordedRecord> records(RecordingFolder folder, String role)
      throws IOException {
    List<RecordedRecord> records = new ArrayList<>();
    try (var in = folder.records(role, 3)) {
      in.forEachRemaining(records::add);
    }
    return records;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /** Every byte of every file, blocks of records unpacked. */
  private static String unpacked(RecordingFolder folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.root())) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (file.toString().endsWith(".avro")) {
          try (var in =
              new DataFileReader<>(
                  file.toFile(), new SpecificDatumReader<>(RecordedRecord.class))) {
            while (in.hasNext()) {
              all.append(StandardCharsets.ISO_8859_1.decode(in.nextBlock().duplicate()));
            }
          }
        }
      }
    }
    return all.toString();
  }
}
