package io.lacuna.trainer.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.recording.RecordingBuilder;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingOrigin;
import io.lacuna.model.recording.SubjectRandom;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.corpus.Wire;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes subjects of a data set as a recording: one sample per modality that is there, nothing for
 * one that is not. The correlation id is the subject, and all samples of a subject were observed at
 * one instant. Deterministic: the same data, model and seed give the same bytes.
 */
final class DataSetFeed {
  /** Above it a payload stands behind a claim check, as a sender would do it. */
  private static final int INLINE_BYTES = 256 << 10;

  private final DataSet data;
  private final ArrivalModel arrivals;

  DataSetFeed(DataSet data, ArrivalModel arrivals) {
    this.data = data;
    this.arrivals = arrivals;
  }

  /**
   * @param subjects which of the data set's
   * @throws IllegalArgumentException if there is none, or the folder is in use
   */
  RecordingFolder write(List<LabelledSubject> subjects, Path out, RecordingOrigin origin)
      throws IOException {
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException("the data set has no subject in this split");
    }
    List<PlannedSample> plan = plan(subjects);
    long[][] nextOffset = new long[Modality.values().length][arrivals.partitions()];
    try (RecordingBuilder builder = RecordingBuilder.create(out)) {
      builder.schema(Wire.SAMPLE_SCHEMA_ID, Sample.getClassSchema());
      for (Modality m : data.modalities()) {
        for (int partition = 0; partition < arrivals.partitions(); partition++) {
          TopicRole role = TopicRole.of(m);
          builder.open(role, role.word(), partition);
        }
      }
      for (PlannedSample planned : plan) {
        append(planned, nextOffset[planned.modality().ordinal()], builder);
      }
      return builder.seal(origin, truth(subjects));
    }
  }

  private List<PlannedSample> plan(List<LabelledSubject> subjects) {
    List<LabelledSubject> shuffled = new ArrayList<>(subjects);
    Collections.shuffle(shuffled, SubjectRandom.of(arrivals.seed(), "order"));
    Random gaps = SubjectRandom.of(arrivals.seed(), "gaps");
    List<PlannedSample> plan = new ArrayList<>();
    double seconds = 0;
    for (LabelledSubject subject : shuffled) {
      seconds -= StrictMath.log(1 - gaps.nextDouble()) / arrivals.perSecond();
      Instant seen = arrivals.start().plusMillis(Math.round(1000 * seconds));
      for (Modality m : subject.payloads().keySet()) {
        plan.add(new PlannedSample(arrivals.arrival(seen, m, subject.subject()), seen, subject, m));
      }
    }
    plan.sort(PlannedSample.IN_ORDER);
    return plan;
  }

  private void append(PlannedSample planned, long[] nextOffset, RecordingBuilder builder)
      throws IOException {
    String subject = planned.subject().subject();
    byte[] key = subject.getBytes(StandardCharsets.UTF_8);
    // as a producer would choose it
    int partition = Utils.toPositive(Utils.murmur2(key)) % arrivals.partitions();
    Payload payload = planned.subject().payloads().get(planned.modality()).read();
    Sample sample =
        Sample.newBuilder()
            .setSubject(subject)
            .setModality(planned.modality())
            .setEventTime(planned.seen())
            .setCorrelationId(subject)
            .setPayload(inRecord(payload))
            .build();
    RecordedRecord record =
        new RecordedRecord(
            TopicRole.of(planned.modality()).word(),
            partition,
            nextOffset[partition]++,
            planned.arrival(),
            ByteBuffer.wrap(key),
            ByteBuffer.wrap(Wire.encode(sample, Wire.SAMPLE_SCHEMA_ID)),
            List.of(),
            sample.getPayload() instanceof ClaimCheck
                ? ByteBuffer.wrap(((Payload.Encoded) payload).bytes())
                : null);
    builder.append(record, Optional.of(sample));
  }

  private static Object inRecord(Payload payload) {
    if (payload instanceof Payload.Tensor tensor) {
      ByteBuffer values =
          ByteBuffer.allocate(tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      values.asFloatBuffer().put(tensor.values());
      return new FeatureTensor(Arrays.stream(tensor.shape()).boxed().toList(), values);
    }
    Payload.Encoded encoded = (Payload.Encoded) payload;
    if (encoded.bytes().length <= INLINE_BYTES) {
      return new InlineBytes(encoded.mediaType(), ByteBuffer.wrap(encoded.bytes()));
    }
    String sha256 = Sha256.hex(encoded.bytes());
    return new ClaimCheck(
        "urn:sha256:" + sha256, sha256, (long) encoded.bytes().length, encoded.mediaType());
  }

  private Map<String, JsonNode> truth(List<LabelledSubject> subjects) {
    Map<String, JsonNode> truth = new LinkedHashMap<>();
    for (LabelledSubject subject : subjects) {
      ObjectNode labels = JsonNodeFactory.instance.objectNode();
      for (TaskTarget task : data.tasks()) {
        float[] label = subject.labels().get(task.name());
        if (label != null && task.spec().kind() == TaskKind.REGRESSION) {
          labels.put(task.name(), label[0]);
        } else if (label != null) {
          ArrayNode values = labels.putArray(task.name());
          for (float value : label) {
            values.add((int) value);
          }
        }
      }
      truth.put(subject.subject(), labels);
    }
    return truth;
  }
}
