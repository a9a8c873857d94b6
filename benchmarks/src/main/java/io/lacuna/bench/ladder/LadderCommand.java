package io.lacuna.bench.ladder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.ladder.arrival.ArrivalFile;
import io.lacuna.bench.ladder.arrival.Observation;
import io.lacuna.bench.ladder.measure.Contender;
import io.lacuna.bench.ladder.measure.Ground;
import io.lacuna.bench.ladder.measure.Ladder;
import io.lacuna.bench.ladder.measure.LadderSettings;
import io.lacuna.bench.ladder.measure.Rung;
import io.lacuna.bench.ladder.python.PythonContenders;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.serving.AdapterCopies;
import io.lacuna.bench.serving.Workload;
import io.lacuna.bench.serving.WorkloadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ladder",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "The product and its rivals on the same weights, records and arrivals.",
    footer = {
      "",
      "Example: ./lacuna bench ladder --contenders loop,lacuna,dsl --quick",
      "Build Flink and Spark first: mvn -Privals -DskipTests package"
    })
public final class LadderCommand implements Callable<Integer> {
  private static final long WINDOW_MS = 2_000;
  private static final long GRACE_MS = 1_200;
  private static final String ALL = "all";
  private static final Set<String> IN_PYTHON = Set.of(ALL, "python-loop", "python-asyncio");

  @Mixin private DataDirectory data;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(
      names = "--contenders",
      split = ",",
      description = "Which: all, or some of ${COMPLETION-CANDIDATES}.",
      completionCandidates = Contenders.Ids.class,
      defaultValue = ALL)
  private List<String> wanted;

  @Option(names = "--runs", defaultValue = "1", description = "Times each contender climbs.")
  private int runs;

  @Option(names = "--quick", description = "Short parts, to see whether everything works.")
  private boolean quick;

  @Option(
      names = "--rate",
      defaultValue = "8",
      description = "Observations per second of the steady part; the search begins there.")
  private double rate;

  @Option(names = "--seed", defaultValue = "7", description = "Of the arrival file.")
  private long seed;

  @Option(names = "--adapters", defaultValue = "4", description = "Copies of the adapter.")
  private int adapters;

  @Option(names = "--batch", defaultValue = "32", description = "Most observations per call.")
  private int batch;

  @Option(names = "--heap", defaultValue = "1g", description = "Heap of each JVM.")
  private String heap;

  @Option(
      names = "--python",
      defaultValue = "/usr/bin/python3",
      description = "Interpreter with torch.")
  private String python;

  @Option(names = "--out", paramLabel = "DIR", description = "Also write a JSON file per run.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    if (!wanted.equals(List.of(ALL))) {
      Contenders.check(wanted);
    }
    LadderSettings settings =
        quick
            ? new LadderSettings(seed, adapters, batch, WINDOW_MS, GRACE_MS, rate, 6, 2, 4, 1, 0)
            : new LadderSettings(
                seed, adapters, batch, WINDOW_MS, GRACE_MS, rate, 60, 10, 12, 6, 4);
    Report report = new Report("ladder");
    describe(report, settings);
    List<Rung> rungs = new ArrayList<>();
    workload.run(
        report,
        (w, temporary) -> {
          try (TestBed bed = data.openShared(report)) {
            climb(report, ground(bed, w, temporary, settings), temporary, rungs);
          }
        });
    report.close();
    report.add(LadderTables.speed(rungs));
    report.add(LadderTables.cost(rungs));
    notes(report);
    output.print(report);
    return 0;
  }

  private void describe(Report report, LadderSettings s) {
    report.setting("runs", runs);
    report.setting("arrival file", "seed " + seed + ", 70/20/10 % complete/one/two missing");
    report.setting("steady part", s.steadySeconds() + " s at " + rate + "/s");
    report.setting("silence after it", s.silenceSeconds() + " s");
    report.setting("each rate tried for", s.trialSeconds() + " s");
    report.setting("window", WINDOW_MS + " ms + " + GRACE_MS + " ms grace");
    report.setting("adapters", adapters);
    report.setting("batch", batch);
    report.setting("heap per JVM", heap);
  }

  private Ground ground(TestBed bed, Workload w, Path temporary, LadderSettings settings)
      throws IOException {
    Path arrivals = temporary.resolve("arrivals.csv");
    ArrivalFile.write(arrivals, ArrivalFile.generate(seed, settings.observations()));
    List<Observation> file = ArrivalFile.read(arrivals);
    List<Path> copies = AdapterCopies.of(w.adapter(), temporary, adapters);
    return new Ground(
        bed, w, workload.name(), copies, arrivals, file, Ground.expected(w, file), settings);
  }

  private void climb(Report report, Ground ground, Path temporary, List<Rung> rungs)
      throws Exception {
    Path home = Path.of(System.getProperty("lacuna.home", "."));
    PythonContenders inPython =
        PythonContenders.find(
            python, ground, temporary, wanted.stream().anyMatch(IN_PYTHON::contains));
    List<Contender> contenders = chosen(Contenders.all(home, heap, inPython));
    inPython.note().ifPresent(report::note);
    Ladder ladder = new Ladder(ground);
    for (int run = 1; run <= runs; run++) {
      Machine before = Machine.now();
      List<Rung> own = new ArrayList<>();
      for (Contender contender : contenders) {
        Rung rung = ladder.climb(contender, run);
        rung.failed().forEach(why -> report.note(rung.contender() + ": " + why + "."));
        own.add(rung);
        // a run takes an hour; what is there is kept
        write(run, own, before, ground.settings());
      }
      rungs.addAll(own);
      Collections.rotate(contenders, 1);
    }
  }

  private List<Contender> chosen(List<Contender> all) {
    if (wanted.equals(List.of(ALL))) {
      return new ArrayList<>(all);
    }
    return new ArrayList<>(all.stream().filter(c -> wanted.contains(c.id())).toList());
  }

  private void write(int run, List<Rung> rungs, Machine before, LadderSettings settings)
      throws IOException {
    if (out == null) {
      return;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("benchmark", "ladder");
    result.put("run", run);
    result.put("versions", Machine.versions());
    result.put("before", before);
    result.put("after", Machine.now());
    result.put("settings", settings);
    result.put("rungs", rungs);
    Files.createDirectories(out);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(out.resolve("ladder-" + run + ".json").toFile(), result);
  }

  private static void notes(Report report) {
    report.note(
        "Delays count from the arrival file's instants, so that a load that is late costs the"
            + " contender; a reader of committed results on the same machine stops the clock.");
    report.note(
        "The bare loops have their features at hand, and their latency is that of a batch: bounds,"
            + " not services. The socket service has them at hand, too, and no broker.");
    report.note(
        "Lost: never answered with what was sent, although event time was moved on afterwards."
            + " Duplicated: the same again. Wrong: an answer with other modalities than were"
            + " sent.");
  }
}
