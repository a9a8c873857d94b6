package io.lacuna.trainer.parity;

import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code parity}: golden vectors against this code. */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    description = {
      "Check this code against golden vectors that other programs made: for each result the largest"
          + " absolute difference and its tolerance.",
      "Every folder at or below DIR that is called vilt_tiny, mora_tiny (beside a vilt_tiny),"
          + " low_rank_experts, resize, logmel or scores is checked; seeds and sizes are free."
    },
    footer = {
      "",
      "Exit codes: 0 all within tolerance, 1 a difference is too large or a file",
      "cannot be read, 2 usage, also if DIR holds no golden folder.",
      "Example: ./lacuna parity golden --json"
    })
public final class ParityCommand implements Callable<Integer> {
  private static final int OUTSIDE = 1;
  private static final SortedMap<String, ParityCheck> CHECKS =
      new TreeMap<>(
          Stream.of(
                  new ViltCheck(),
                  new MoraCheck(),
                  new LowRankExpertsCheck(),
                  new ResizeCheck(),
                  new LogMelCheck(),
                  new ScoresCheck())
              .collect(Collectors.toMap(ParityCheck::folder, Function.identity())));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "golden folder, or a folder that holds some")
  private Path root;

  @Option(names = "--json", description = "print the differences as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(root)) {
      throw usage("DIR '" + root + "' is not a folder");
    }
    SortedSet<Path> folders = GoldenFolders.find(root, CHECKS.keySet());
    if (folders.isEmpty()) {
      throw usage("DIR '" + root + "' holds no golden folder; their names are " + CHECKS.keySet());
    }
    Torch.inferenceThread();
    SortedMap<Path, List<Case>> cases = new TreeMap<>();
    folders.forEach(folder -> cases.put(folder, check(folder)));
    ParityReport report = new ParityReport(cases);
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    return report.within() ? 0 : OUTSIDE;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static List<Case> check(Path folder) {
    ParityCheck check = CHECKS.get(folder.toAbsolutePath().normalize().getFileName().toString());
    try {
      List<Case> cases = check.run(folder);
      if (!cases.isEmpty()) {
        return cases;
      }
      throw new IOException("nothing to compare in " + folder);
    } catch (IOException | RuntimeException e) {
      return List.of(Case.failed("*", Double.NaN, e));
    }
  }
}
