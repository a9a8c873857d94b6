package io.lacuna.app.cli;

import io.lacuna.app.demo.Demo;
import io.lacuna.app.demo.DemoOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Plays two recorded feeds through an embedded broker and both pipelines.",
      "In time-lapse. Prints every prediction, then scores them against the truth and balances the books."
    },
    footer = {
      "",
      "Example: ./lacuna demo --pipeline patient --speed 90",
      "Example: ./lacuna demo --stay --dir play",
      "then:    ./lacuna dlq list --config play/lacuna.properties --pipeline patient"
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--speed",
      defaultValue = "60",
      description = "Feed seconds per second (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--seconds",
      defaultValue = "0",
      description = "How long to play; 0 plays everything (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--pipeline",
      split = ",",
      defaultValue = "patient,utterance",
      description = "Pipelines to run (default: ${DEFAULT-VALUE}).")
  private List<String> pipelines;

  @Option(
      names = "--recordings",
      description = "Directory with one recording per pipeline (default: recordings).")
  private Path recordings = home("recordings");

  @Option(
      names = "--models",
      description = "Directory with one model per pipeline (default: models).")
  private Path models = home("models");

  @Option(
      names = "--dir",
      description =
          "Directory that survives the run; a later demo on it goes on where this one was (default: temporary).")
  private Path dir;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port of the live page; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--no-web", description = "Do not serve the live page.")
  private boolean noWeb;

  @Option(names = "--json", description = "Print no rows; end with one JSON object.")
  private boolean json;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One key of the service, e.g. --set batch.shape=fixed; a wait is not divided by the speed.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--stay",
      description =
          "Keep the service up after the feed, until Ctrl-C, so that other verbs can be tried on it: DIR/lacuna.properties is its configuration.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    DemoOptions options =
        new DemoOptions(
            speed,
            seconds,
            pipelines,
            recordings,
            models,
            dir,
            !noWeb,
            port,
            json,
            overrides,
            stay);
    return new Demo(options, Models::of, System.out, System.err).run() ? 0 : Main.FAILED;
  }

  /** A path below the installation, which the launcher names. */
  private static Path home(String name) {
    return Path.of(System.getProperty("lacuna.home", ".")).resolve(name);
  }
}
