package io.lacuna.bench.serving;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Machine;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The same model on records of one adapter, and of many adapters and presence masks. */
final class MixedAdaptersBench implements AutoCloseable {
  private static final float TOLERANCE = 1e-5f;

  /** A way to batch some records. */
  enum Way {
    ONE_COMPLETE("one adapter, complete"),
    MANY_COMPLETE("all adapters mixed, complete"),
    MIXED("all adapters and 7 masks mixed"),
    GROUPED("the same, grouped by adapter and mask");

    final String words;

    Way(String words) {
      this.words = words;
    }
  }

  /**
   * One pass over all records.
   *
   * @param cpuMillis processor time per record
   * @param forwards of the base
   */
  record Pass(Way way, double perSecond, double cpuMillis, long forwards) {}

  private final DjlScoringModel model;
  private final int batch;
  private final Map<Way, List<List<ScoringRequest>>> batches = new EnumMap<>(Way.class);
  private final Map<ScoringRequest, Scores> mixed = new IdentityHashMap<>();
  private final int records;

  MixedAdaptersBench(Workload workload, Path temporary, int adapters, int records, int batch)
      throws IOException {
    this.batch = batch;
    this.records = records;
    this.model =
        DjlScoringModel.open(
            workload.base(),
            AdapterCopies.of(workload.adapter(), temporary, adapters),
            "cpu",
            BatchShape.DYNAMIC);
    List<String> digests = List.copyOf(new TreeMap<>(ids()).values());
    List<PresenceMask> masks = PresenceMask.nonEmpty();
    List<ScoringRequest> one = new ArrayList<>();
    List<ScoringRequest> many = new ArrayList<>();
    List<ScoringRequest> any = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      Map<Modality, Features> complete = workload.record(i);
      String digest = digests.get(i % adapters);
      Map<Modality, Features> partial = new EnumMap<>(complete);
      partial.keySet().retainAll(masks.get(i % masks.size()).modalities());
      one.add(new ScoringRequest(complete, digests.get(0)));
      many.add(new ScoringRequest(complete, digest));
      any.add(new ScoringRequest(partial, digest));
    }
    Collections.shuffle(many, new Random(1));
    Collections.shuffle(any, new Random(2));
    batches.put(Way.ONE_COMPLETE, cut(one));
    batches.put(Way.MANY_COMPLETE, cut(many));
    batches.put(Way.MIXED, cut(any));
    batches.put(Way.GROUPED, grouped(any));
  }

  private Map<String, String> ids() {
    Map<String, String> ids = new TreeMap<>();
    model.adapters().forEach(digest -> ids.put(model.adapterId(digest), digest));
    return ids;
  }

  private List<List<ScoringRequest>> cut(List<ScoringRequest> requests) {
    List<List<ScoringRequest>> cut = new ArrayList<>();
    for (int from = 0; from < requests.size(); from += batch) {
      cut.add(requests.subList(from, Math.min(requests.size(), from + batch)));
    }
    return cut;
  }

  private List<List<ScoringRequest>> grouped(List<ScoringRequest> requests) {
    Map<String, List<ScoringRequest>> groups = new LinkedHashMap<>();
    for (ScoringRequest r : requests) {
      groups.computeIfAbsent(r.adapter() + r.presence(), k -> new ArrayList<>()).add(r);
    }
    return groups.values().stream().flatMap(group -> cut(group).stream()).toList();
  }

  /**
   * Scores every record once.
   *
   * @throws WrongResultException if grouping changes a score by more than 1e-5
   */
  Pass pass(Way way) {
    List<Scores> scores = new ArrayList<>();
    long forwards = model.forwards();
    long cpu = Machine.cpuNanos();
    long start = System.nanoTime();
    batches.get(way).forEach(b -> scores.addAll(model.score(b)));
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuMillis = (Machine.cpuNanos() - cpu) / 1e6 / records;
    verify(way, scores);
    return new Pass(way, records / seconds, cpuMillis, model.forwards() - forwards);
  }

  private void verify(Way way, List<Scores> scores) {
    int i = 0;
    for (List<ScoringRequest> requests : batches.get(way)) {
      for (ScoringRequest request : requests) {
        Scores own = scores.get(i++);
        if (way == Way.MIXED) {
          mixed.put(request, own);
        } else if (way == Way.GROUPED && mixed.containsKey(request)) {
          compare(own, mixed.get(request));
        }
      }
    }
  }

  private static void compare(Scores a, Scores b) {
    double apart = Differences.greatest(a, b);
    if (!(apart <= TOLERANCE)) {
      throw new WrongResultException("a record's scores differ by " + apart + " between batches");
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
