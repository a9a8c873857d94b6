package io.lacuna.bench.micro;

import io.lacuna.model.features.AudioSpec;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.ImageSpec;
import io.lacuna.model.features.TextSpec;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.Modality;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the bytes of a payload to the features that a model gets, as the demo prepares them. */
@State(Scope.Thread)
public class PayloadBenchmark {
  private final FeatureExtractor extractor =
      new FeatureExtractor(
          new FeatureSpec(
              new ImageSpec(1, 64, 64, 0.85f, 0.2f),
              new TextSpec(48),
              new AudioSpec(8_000, 256, 80, 40, 0, 4_000, 32, 320, false)));
  private final Map<Modality, Payload> payloads = MadePayloads.all();

  @TearDown
  public void close() {
    extractor.close();
  }

  @Benchmark
  public Features png() throws PayloadException {
    return extractor.extract(Modality.IMAGE, payloads.get(Modality.IMAGE));
  }

  @Benchmark
  public Features wav() throws PayloadException {
    return extractor.extract(Modality.AUDIO, payloads.get(Modality.AUDIO));
  }

  @Benchmark
  public Features text() throws PayloadException {
    return extractor.extract(Modality.TEXT, payloads.get(Modality.TEXT));
  }
}
