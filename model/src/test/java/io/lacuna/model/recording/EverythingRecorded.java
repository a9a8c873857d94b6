package io.lacuna.model.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.Cause;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.WindowDecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** A recording with every topic and every form of payload, each secret in it marked by a word. */
final class EverythingRecorded {
  static final String SUBJECT = "SECRET-subject";
  static final String CORRELATION = "SECRET-correlation";
  static final String SITE = "SECRET-site";
  static final String PAYLOAD = "SECRET-payload";
  static final String URI = "file:///SECRET-uri/scan.png";
  static final String HEADER = "SECRET-header";
  static final String DIGEST = "5ec2e7d1".repeat(8);

  private static final List<Schema> SCHEMAS =
      List.of(
          Sample.getClassSchema(),
          Prediction.getClassSchema(),
          LateSample.getClassSchema(),
          Rejection.getClassSchema(),
          WindowDecision.getClassSchema(),
          AdapterEvent.getClassSchema());

  private final List<RecordedRecord> records = new ArrayList<>();
  private final Map<TopicRole, Long> next = new HashMap<>();

  private EverythingRecorded() {}

  static RecordingFolder write(Path root, String windows) throws IOException {
    var recorded = new EverythingRecorded();
    recorded.inputs();
    recorded.outputs();
    try (RecordingBuilder builder = RecordingBuilder.create(root)) {
      for (int i = 0; i < SCHEMAS.size(); i++) {
        builder.schema(i + 1, SCHEMAS.get(i));
      }
      RecordedValues values =
          new RecordedValues(Map.of(Recorded.SAMPLE_ID, Sample.getClassSchema()));
      for (RecordedRecord record : recorded.records) {
        builder.open(TopicRole.of(record.getTopic()), "topic", 3);
        builder.append(
            record, record.getTopic().equals("image") ? values.sample(record) : Optional.empty());
      }
      RecordingOrigin origin =
          new RecordingOrigin("all", "patient", 0, "made by a test", "", windows, List.of());
      Map<String, JsonNode> truth =
          Map.of(SUBJECT, JsonNodeFactory.instance.objectNode().put("x", 1.5));
      return builder.seal(origin, truth);
    }
  }

  private void inputs() {
    add(TopicRole.IMAGE, framed(sample(Modality.IMAGE, Recorded.bytes(PAYLOAD))));
    Sample claim = sample(Modality.IMAGE, null);
    claim.setPayload(new ClaimCheck(URI, DIGEST, 14L, "image/png"));
    add(TopicRole.IMAGE, framed(claim)).setClaim(Recorded.bytes(PAYLOAD));
    Sample tensor = sample(Modality.IMAGE, null);
    tensor.setPayload(
        new FeatureTensor(List.of(PAYLOAD.length() / 4), Recorded.bytes(PAYLOAD.substring(2))));
    add(TopicRole.IMAGE, framed(tensor));
    Sample marker = sample(Modality.IMAGE, null);
    marker.setPayload(new AbsenceMarker(AbsenceReason.NOT_PERFORMED));
    add(TopicRole.IMAGE, framed(marker));
    add(TopicRole.TEXT, Recorded.bytes("no registry format " + PAYLOAD));
    add(TopicRole.TEXT, Recorded.bytes("\0\0\0\3\7unknown schema " + PAYLOAD));
    ByteBuffer cut = framed(sample(Modality.TEXT, Recorded.bytes(PAYLOAD)));
    add(TopicRole.TEXT, ByteBuffer.wrap(cut.array(), 0, cut.remaining() - 1));
    add(TopicRole.TEXT, null);
  }

  private void outputs() {
    add(TopicRole.PREDICTIONS, framed(prediction()));
    add(
        TopicRole.LATE,
        framed(
            new LateSample(
                "patient",
                CORRELATION,
                Instant.EPOCH,
                null,
                ref(),
                sample(Modality.AUDIO, Recorded.bytes(PAYLOAD)))));
    add(TopicRole.DEAD_LETTERS, framed(sample(Modality.TEXT, Recorded.bytes(PAYLOAD))));
    Rejection rejection = new Rejection("patient", SUBJECT, CORRELATION, "BLANK_TEXT", ref());
    add(TopicRole.DEAD_LETTERS, framed(rejection))
        .setHeaders(List.of(new RecordedHeader("lacuna.dlq.kind", Recorded.bytes("pointer"))));
    PayloadError error = new PayloadError(SUBJECT, CORRELATION, 0, "BLANK_TEXT", ref(), 0L, false);
    add(TopicRole.DECISIONS, framed(new WindowDecision("patient", 0, List.of(1L, 2L, 3L), error)));
    CutOver cutOver = new CutOver("id", SITE + "/IT-", "a", Instant.EPOCH, null, null);
    add(TopicRole.ADAPTERS, framed(new AdapterEvent("patient", cutOver)))
        .setKey(Recorded.bytes("adapter"));
    add(
        TopicRole.LABELS,
        Recorded.bytes(
            "{\"subject\":\"" + SUBJECT + "\",\"labels\":{\"x\":1},\"by\":\"" + SUBJECT + "\"}"));
    add(TopicRole.LABELS, Recorded.bytes("1," + SUBJECT));
  }

  private RecordedRecord add(TopicRole role, ByteBuffer value) {
    long offset = next.merge(role, 1L, Long::sum) - 1;
    RecordedRecord record = Recorded.record(role, 3, offset, 1_700_000_000_000L, SUBJECT, value);
    record.setHeaders(
        List.of(
            new RecordedHeader("trace", Recorded.bytes(HEADER)),
            new RecordedHeader("lacuna.trace", Recorded.bytes(HEADER))));
    records.add(record);
    return record;
  }

  private static ByteBuffer framed(SpecificRecord value) {
    return Recorded.framed(SCHEMAS.indexOf(value.getSchema()) + 1, value);
  }

  private static Sample sample(Modality modality, ByteBuffer payload) {
    Sample sample = Recorded.sample(SUBJECT, modality, "");
    sample.setCorrelationId(CORRELATION);
    sample.setSite(SITE);
    sample.setSource(SITE + "-scanner");
    if (payload != null) {
      sample.setPayload(new InlineBytes("text/plain", payload));
    }
    return sample;
  }

  private static SampleRef ref() {
    return new SampleRef(Modality.TEXT, "topic", 3, 0L, Instant.EPOCH, DIGEST);
  }

  private static Prediction prediction() {
    return Prediction.newBuilder()
        .setSubject(SUBJECT)
        .setPipeline("patient")
        .setWindowId(CORRELATION)
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setSite(SITE)
        .setRevision(0)
        .setIsFinal(true)
        .setCause(Cause.MERGED)
        .setPresence(2)
        .setPresenceLetters("-T-")
        .setAbsences(List.of())
        .setScores(null)
        .setModelDigest("m")
        .setAdapter("base")
        .setAdapterDigest("a")
        .setInputs(List.of(ref()))
        .setMergedInto(CORRELATION)
        .setDecision(new DecisionClocks(Instant.EPOCH, Instant.EPOCH, List.of(1L, 2L, 3L)))
        .build();
  }
}
