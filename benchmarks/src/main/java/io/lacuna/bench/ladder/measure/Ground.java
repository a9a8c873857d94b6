package io.lacuna.bench.ladder.measure;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.ladder.arrival.Observation;
import io.lacuna.bench.ladder.arrival.Schedule;
import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.serving.Workload;
import io.lacuna.model.features.Features;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What all contenders share.
 *
 * @param workloadName {@code demo} or {@code small}
 * @param adapters folders of the adapter's copies
 * @param arrivals the arrival file
 * @param file what it holds
 * @param expected scores of the file's first observations, by number
 */
public record Ground(
    TestBed bed,
    Workload workload,
    String workloadName,
    List<Path> adapters,
    Path arrivals,
    List<Observation> file,
    Map<Integer, float[]> expected,
    LadderSettings settings) {
  private static final int EXPECTED = 64;
  private static final int PARTITIONS = 2;

  /** A contender's place: topics, state, settings. */
  record Place(AppConfig config, ContenderSettings told, Path directory) {}

  /** Scores of the first observations, one by one, by the model that all contenders are given. */
  public static Map<Integer, float[]> expected(Workload workload, List<Observation> file)
      throws IOException {
    Map<Integer, float[]> expected = new LinkedHashMap<>();
    try (DjlScoringModel model = workload.open(BatchShape.DYNAMIC)) {
      for (Observation o : file.subList(0, Math.min(EXPECTED, file.size()))) {
        Map<Modality, Features> record = workload.record(o.number());
        record.keySet().retainAll(o.pieces().keySet());
        ScoringRequest request = new ScoringRequest(record, model.defaultAdapter());
        expected.put(o.number(), model.score(List.of(request)).get(0).values().get(0));
      }
    }
    return expected;
  }

  /** Makes topics and a directory that nobody used before. */
  Place place(Contender contender, String id) throws IOException {
    Map<String, String> values = values(id);
    AppConfig config = bed.config(id, id, values);
    bed.createTopics(config, PARTITIONS);
    Path directory = bed.directory(id);
    Map<String, String> told = new HashMap<>(bed.keys(id, id, values));
    told.put("state.dir", directory.resolve("state").toString());
    if (contender.kind() == Contender.Kind.LOOP || contender.kind() == Contender.Kind.SOCKET) {
      told.put("workload", workloadName);
      told.put("arrivals", arrivals.toString());
      // as many as the steady part has: a percentile of a loop needs no more
      told.put(
          "observations", Integer.toString((int) (settings.rate() * settings.steadySeconds())));
    }
    Map<Modality, String> inputs = new EnumMap<>(Modality.class);
    for (Modality m : Modality.values()) {
      inputs.put(m, config.pipelines().get(0).topics().input(m));
    }
    ContenderSettings settingsFile =
        new ContenderSettings(
            contender.id(),
            told,
            told.get("bootstrap.servers"),
            id,
            inputs,
            TestBed.rivalResults(config),
            workload.base().toString(),
            adapters.stream().map(Path::toString).toList(),
            directory.resolve("state").toString(),
            settings.windowMs(),
            settings.graceMs(),
            settings.batch());
    return new Place(config, settingsFile, directory);
  }

  private Map<String, String> values(String id) {
    List<String> routes =
        IntStream.range(0, adapters.size()).mapToObj(i -> "site-" + i + "/*=adapter-" + i).toList();
    Map<String, String> values = new HashMap<>();
    // a restarted contender gets its partitions back at once
    values.put("instance.id", id);
    values.put("batch.max.size", Integer.toString(settings.batch()));
    values.put("patient.base", workload.base().toAbsolutePath().toString());
    values.put(
        "patient.adapters",
        String.join(",", adapters.stream().map(p -> p.toAbsolutePath().toString()).toList()));
    values.put("patient.routes", String.join(",", routes));
    values.put("patient.window.kind", "from-first");
    values.put("patient.window.size", settings.windowMs() + "ms");
    values.put("patient.window.grace", settings.graceMs() + "ms");
    values.put("patient.window.retention", "30s");
    return values;
  }

  /** The link to a contender on its place. */
  Link link(Contender contender, Place place, Consumer<Answer> sink) {
    boolean product = contender.kind() == Contender.Kind.PRODUCT;
    String results =
        product
            ? place.config().pipelines().get(0).topics().predictions()
            : TestBed.rivalResults(place.config());
    return new KafkaLink(
        bed,
        place.config(),
        results,
        workload,
        adapters.size(),
        product ? AnswerReaders.predictions(bed.registry()) : AnswerReaders.rivals(),
        sink);
  }

  Schedule schedule(String name, double perSecond, double seconds) {
    return Schedule.of(name, file, perSecond, seconds, 1, settings.patienceMs());
  }
}
