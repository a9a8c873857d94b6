package io.lacuna.bench.ladder.contender;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.bench.serving.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * A contender of this module as a process: {@code ContenderMain SETTINGS.json}. Prints {@link
 * ContenderSettings#READY} when it takes records and runs until it is ended; the loop prints what
 * it measured and ends.
 */
public final class ContenderMain {
  private static final Duration START = Duration.ofMinutes(2);
  private static final int SELDON_BATCH = 8;
  private static final int USAGE = 2;

  private ContenderMain() {}

  /** Takes the settings file as its only argument. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: ContenderMain SETTINGS.json");
      System.exit(USAGE);
    }
    ContenderSettings settings = ContenderSettings.read(Path.of(args[0]));
    switch (settings.contender()) {
      case "lacuna" -> LacunaContender.start(config(settings), UnaryOperator.identity());
      case "split-group" -> LacunaContender.start(config(settings), SplitModel::byAdapterAndMask);
      case "split-record" -> LacunaContender.start(config(settings), SplitModel::byRecord);
      case "dsl" -> DslContender.start(settings, config(settings), 1).awaitReady(START);
      case "dsl-size" ->
          DslContender.start(settings, config(settings), SELDON_BATCH).awaitReady(START);
      case "loop" -> {
        loop(settings);
        return;
      }
      default -> throw new IllegalArgumentException("no contender " + settings.contender());
    }
    System.out.println(ContenderSettings.READY);
    new CountDownLatch(1).await();
  }

  private static AppConfig config(ContenderSettings settings) {
    return ConfigLoader.load(Map.of(), Map.of(), settings.app());
  }

  private static void loop(ContenderSettings settings) throws Exception {
    Map<String, String> more = settings.app();
    Path own = Files.createDirectories(Path.of(settings.state()));
    Workload workload =
        more.get("workload").equals("small")
            ? Workload.small(own)
            : Workload.demo(Path.of(System.getProperty("lacuna.home", ".")));
    Path arrivals = Path.of(more.get("arrivals"));
    LoopContender.run(settings, workload, arrivals, Integer.parseInt(more.get("observations")));
  }
}
