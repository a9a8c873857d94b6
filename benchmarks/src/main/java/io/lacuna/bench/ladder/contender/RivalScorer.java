package io.lacuna.bench.ladder.contender;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * The model as rivals call it: the same weights, the same engine, the same preparation of payloads;
 * a batch may mix presence masks and adapters, as the product's may. Thread-safe.
 */
public final class RivalScorer implements AutoCloseable {
  /** Magic byte and schema id. */
  private static final int HEADER_BYTES = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DjlScoringModel model;
  private final List<String> digests;

  /** An answer as it stands on the results topic. */
  public record Scored(int presence, float[] scores) {}

  public RivalScorer(ContenderSettings settings) throws IOException {
    TrustedRecords.install();
    List<Path> adapters = settings.adapters().stream().map(Path::of).toList();
    model = DjlScoringModel.open(Path.of(settings.base()), adapters, "cpu", BatchShape.DYNAMIC);
    String[] bySite = new String[adapters.size()];
    for (String digest : model.adapters()) {
      bySite[ContenderSettings.adapterOf(model.adapterId(digest))] = digest;
    }
    digests = List.of(bySite);
    // the first calls compile and allocate; a service makes them before it takes records
    for (int i = 0; i < 3; i++) {
      model.score(List.of(new ScoringRequest(model.probe(), digests.get(0))));
    }
  }

  /**
   * Decodes and prepares the samples of an observation.
   *
   * @param parts values of the input topics; at least one
   */
  public ScoringRequest prepare(Map<Modality, byte[]> parts) {
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    String site = null;
    try {
      for (Map.Entry<Modality, byte[]> part : parts.entrySet()) {
        Sample sample = sample(part.getValue());
        site = sample.getSite();
        features.put(part.getKey(), model.extract(part.getKey(), payload(sample)));
      }
    } catch (PayloadException e) {
      throw new IllegalStateException("the ladder's payloads are sound", e);
    }
    return new ScoringRequest(features, digests.get(ContenderSettings.adapterOf(site)));
  }

  /** Scores prepared observations in one pass, in their order. */
  public List<Scored> score(List<ScoringRequest> requests) {
    List<Scores> scores = model.score(requests);
    List<Scored> scored = new ArrayList<>(scores.size());
    for (int i = 0; i < scores.size(); i++) {
      scored.add(new Scored(requests.get(i).presence().bits(), scores.get(i).values().get(0)));
    }
    return scored;
  }

  /** As it goes onto the results topic. */
  public static byte[] encode(Scored scored) {
    try {
      return JSON.writeValueAsBytes(scored);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Scored decode(byte[] value) {
    try {
      return JSON.readValue(value, Scored.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value of an input topic, whose writer's schema is this program's own. */
  public static Sample sample(byte[] value) {
    try {
      return new SpecificDatumReader<>(Sample.class)
          .read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null));
    } catch (IOException e) {
      throw new UncheckedIOException("not a sample of this program", e);
    }
  }

  private static Payload payload(Sample sample) {
    if (sample.getPayload() instanceof InlineBytes inline) {
      byte[] bytes = new byte[inline.getBytes().remaining()];
      inline.getBytes().duplicate().get(bytes);
      return new Payload.Encoded(inline.getMediaType(), bytes);
    }
    FeatureTensor tensor = (FeatureTensor) sample.getPayload();
    ByteBuffer bytes = tensor.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    int[] shape = tensor.getShape().stream().mapToInt(Integer::intValue).toArray();
    return new Payload.Tensor(shape, values);
  }

  @Override
  public void close() {
    model.close();
  }
}
