package io.lacuna.bench.ladder.contender;

import io.lacuna.bench.ladder.arrival.ArrivalFile;
import io.lacuna.bench.ladder.arrival.Observation;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.serving.ProcessMemory;
import io.lacuna.bench.serving.Workload;
import io.lacuna.model.features.Features;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The model alone on the arrivals' observations, as fast as it can, features at hand: nothing is
 * read, joined, decoded or committed. Prints a line per batch size: {@code batch, per second, p99
 * of a batch's time in ms}.
 */
final class LoopContender {
  /** Word before each line. */
  static final String RATE = "rate";

  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32};
  private static final double SETTLED = 0.2;

  private LoopContender() {}

  /**
   * @param observations to score for each batch size
   */
  static void run(ContenderSettings settings, Workload workload, Path arrivals, int observations)
      throws IOException {
    List<Observation> file = ArrivalFile.read(arrivals);
    List<Path> adapters = settings.adapters().stream().map(Path::of).toList();
    try (DjlScoringModel model =
        DjlScoringModel.open(Path.of(settings.base()), adapters, "cpu", BatchShape.DYNAMIC)) {
      String[] digests = new String[adapters.size()];
      model.adapters().forEach(d -> digests[ContenderSettings.adapterOf(model.adapterId(d))] = d);
      List<ScoringRequest> requests = new ArrayList<>();
      for (Observation o : file.subList(0, Math.min(observations, file.size()))) {
        Map<Modality, Features> record = new EnumMap<>(Modality.class);
        record.putAll(workload.record(o.number()));
        record.keySet().retainAll(o.pieces().keySet());
        requests.add(new ScoringRequest(record, digests[o.number() % digests.length]));
      }
      for (int batch : BATCHES) {
        if (batch <= settings.batch()) {
          measure(model, requests, batch);
        }
      }
      usage(model, requests, settings.batch());
    }
  }

  private static void measure(DjlScoringModel model, List<ScoringRequest> requests, int batch) {
    int warm = (int) (requests.size() * SETTLED) / batch * batch;
    score(model, requests.subList(0, warm), batch);
    List<ScoringRequest> rest = requests.subList(warm, requests.size());
    long start = System.nanoTime();
    List<Double> millis = score(model, rest, batch);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s %d %.3f %.3f%n",
        RATE,
        batch,
        rest.size() / seconds,
        new Spread(millis).percentile(99));
  }

  /** Processor time per observation in full batches, s, and the most memory resident, bytes. */
  private static void usage(DjlScoringModel model, List<ScoringRequest> requests, int batch)
      throws IOException {
    long before = Machine.cpuNanos();
    score(model, requests, batch);
    double seconds = (Machine.cpuNanos() - before) / 1e9 / requests.size();
    System.out.printf(Locale.ROOT, "usage %.6f %d%n", seconds, ProcessMemory.now().peak());
  }

  private static List<Double> score(
      DjlScoringModel model, List<ScoringRequest> requests, int batch) {
    List<Double> millis = new ArrayList<>();
    for (int from = 0; from < requests.size(); from += batch) {
      long start = System.nanoTime();
      model.score(requests.subList(from, Math.min(requests.size(), from + batch)));
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis;
  }
}
