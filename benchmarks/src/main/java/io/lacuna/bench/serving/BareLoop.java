package io.lacuna.bench.serving;

import io.lacuna.model.features.Features;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The model alone, in a loop over batches of complete observations. */
final class BareLoop {
  private static final double SETTLED = 0.2;

  private BareLoop() {}

  /**
   * Observations per second, after the first fifth.
   *
   * @param decoding whether the loop prepares the payloads, or has the features at hand
   */
  static double rate(Workload workload, int observations, int batch, boolean decoding)
      throws IOException {
    try (DjlScoringModel model = workload.open(BatchShape.DYNAMIC)) {
      int first = (int) (observations * SETTLED) / batch * batch;
      score(workload, model, 0, first, batch, decoding);
      long start = System.nanoTime();
      score(workload, model, first, observations, batch, decoding);
      return (observations - first) * 1e9 / (System.nanoTime() - start);
    }
  }

  private static void score(
      Workload workload, DjlScoringModel model, int from, int to, int batch, boolean decoding) {
    for (int i = from; i < to; i += batch) {
      List<ScoringRequest> requests = new ArrayList<>();
      for (int j = i; j < Math.min(to, i + batch); j++) {
        Map<Modality, Features> record = decoding ? workload.decoded(j, model) : workload.record(j);
        requests.add(new ScoringRequest(record, model.defaultAdapter()));
      }
      model.score(requests);
    }
  }
}
