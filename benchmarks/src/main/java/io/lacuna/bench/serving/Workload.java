package io.lacuna.bench.serving;

import io.lacuna.app.batch.Payloads;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.tensor.Precision;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A model and payloads that it can read, over and over.
 *
 * @param payloads of samples, per modality, all sound
 * @param features of the same payloads, in the same order
 */
public record Workload(
    Path base,
    Path adapter,
    Map<Modality, List<Object>> payloads,
    Map<Modality, List<Features>> features) {
  private static final int MOST = 256;
  private static final Payloads READER = new Payloads(new PayloadLimits(1 << 24, 0, null, 1 << 24));

  /** Model and recording of the patient pipeline, as the demo has them. */
  public static Workload demo(Path home) throws IOException {
    Path models = home.resolve("models").resolve("patient");
    Map<Modality, List<Object>> payloads = empty();
    try (RecordingReader feed =
        new RecordingFolder(home.resolve("recordings").resolve("patient")).openFeed()) {
      while (feed.hasNext()) {
        feed.sample(feed.next())
            .filter(s -> !(s.getPayload() instanceof AbsenceMarker))
            .filter(s -> payloads.get(s.getModality()).size() < MOST)
            .ifPresent(s -> payloads.get(s.getModality()).add(s.getPayload()));
      }
    }
    return of(models.resolve("base"), models.resolve("mora"), payloads);
  }

  /** A model so small that everything else is seen; written into a folder. */
  public static Workload small(Path folder) throws IOException {
    SmallModel.write(folder);
    Random random = new Random(1);
    Map<Modality, List<Object>> payloads = empty();
    for (int i = 0; i < MOST; i++) {
      payloads.values().forEach(of -> of.add(tensor(SmallModel.features(random))));
    }
    return of(folder.resolve("base"), folder.resolve("adapter"), payloads);
  }

  private static Workload of(Path base, Path adapter, Map<Modality, List<Object>> payloads)
      throws IOException {
    Map<Modality, List<Object>> sound = empty();
    Map<Modality, List<Features>> features = new EnumMap<>(Modality.class);
    try (DjlScoringModel model = DjlScoringModel.open(base, List.of(adapter), "cpu")) {
      payloads.forEach(
          (m, all) -> {
            List<Features> own = features.computeIfAbsent(m, x -> new ArrayList<>());
            for (Object payload : all) {
              try {
                own.add(model.extract(m, READER.of(sample("", m, 0, payload))));
                sound.get(m).add(payload);
              } catch (PayloadException e) {
                // recorded with its fault; what breaks is not what is measured here
                continue;
              }
            }
          });
    }
    return new Workload(base, adapter, sound, features);
  }

  /** Opens the model with one adapter. */
  public DjlScoringModel open(BatchShape shape) throws IOException {
    return DjlScoringModel.open(base, List.of(adapter), "cpu", shape);
  }

  /** Opens the model with blocks that compute in a precision. */
  DjlScoringModel open(Precision precision) throws IOException {
    return DjlScoringModel.open(base, List.of(adapter), "cpu", BatchShape.DYNAMIC, precision);
  }

  /** Features of a complete record; the same number gives the same record. */
  public Map<Modality, Features> record(int i) {
    Map<Modality, Features> record = new EnumMap<>(Modality.class);
    features.forEach((m, all) -> record.put(m, all.get(i % all.size())));
    return record;
  }

  /** The record again, prepared from its payloads as a service does. */
  Map<Modality, Features> decoded(int i, ScoringModel model) {
    Map<Modality, Features> record = new EnumMap<>(Modality.class);
    payloads.forEach(
        (m, all) -> {
          try {
            record.put(m, model.extract(m, READER.of(sample("", m, i, 0))));
          } catch (PayloadException e) {
            throw new IllegalStateException("a payload that was sound before", e);
          }
        });
    return record;
  }

  /** The sample of a record of {@link #record}. */
  public Sample sample(String subject, Modality m, int i, long eventTimeMs) {
    List<Object> all = payloads.get(m);
    return sample(subject, m, eventTimeMs, all.get(i % all.size()));
  }

  private static Sample sample(String subject, Modality m, long eventTimeMs, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(m)
        .setEventTime(Instant.ofEpochMilli(eventTimeMs))
        .setPayload(payload)
        .build();
  }

  private static FeatureTensor tensor(Features f) {
    ByteBuffer bytes =
        ByteBuffer.allocate(f.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(f.values());
    List<Integer> shape = new ArrayList<>();
    for (int d : f.shape()) {
      shape.add(d);
    }
    return new FeatureTensor(shape, bytes);
  }

  private static Map<Modality, List<Object>> empty() {
    Map<Modality, List<Object>> lists = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      lists.put(m, new ArrayList<>());
    }
    return lists;
  }
}
