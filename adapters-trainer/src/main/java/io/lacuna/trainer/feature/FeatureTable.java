package io.lacuna.trainer.feature;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.plan.LackingForGood;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Subjects with the features of what they have, extracted once.
 *
 * @param subjects in the order of the data set
 * @param features of each subject, in the same order
 */
public record FeatureTable(List<LabelledSubject> subjects, List<Map<Modality, Features>> features) {

  /** Prepares one payload, as serving does. */
  @FunctionalInterface
  public interface Extractor {
    Features extract(Modality modality, Payload payload) throws PayloadException;
  }

  /**
   * Reads and prepares all payloads.
   *
   * @throws IllegalArgumentException if a payload cannot be used; names subject and modality
   */
  public static FeatureTable extract(
      List<LabelledSubject> subjects, Extractor extractor, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Map<Modality, Features>>> work = new ArrayList<>();
      subjects.forEach(s -> work.add(() -> extract(s, extractor)));
      List<Map<Modality, Features>> features = new ArrayList<>();
      for (Future<Map<Modality, Features>> done : pool.invokeAll(work)) {
        features.add(done.get());
      }
      return new FeatureTable(subjects, features);
    } catch (ExecutionException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while features were extracted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Map<Modality, Features> extract(LabelledSubject subject, Extractor extractor) {
    Map<Modality, Features> features = new EnumMap<>(Modality.class);
    subject
        .payloads()
        .forEach(
            (modality, source) -> {
              try {
                features.put(modality, extractor.extract(modality, source.read()));
              } catch (PayloadException e) {
                throw new IllegalArgumentException(
                    "subject " + subject.subject() + ", " + modality + ": " + e.getMessage(), e);
              }
            });
    return features;
  }

  /** The same subjects lacking what a plan takes from them. */
  public FeatureTable lacking(LackingForGood plan) {
    List<Map<Modality, Features>> left = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Map<Modality, Features> own = new EnumMap<>(Modality.class);
      own.putAll(features.get(i));
      PresenceMask shown = plan.left(subjects.get(i).subject(), PresenceMask.of(own.keySet()));
      own.keySet().retainAll(shown.modalities());
      left.add(own);
    }
    return new FeatureTable(subjects, left);
  }

  public int size() {
    return subjects.size();
  }
}
