package io.lacuna.app.cli;

import io.lacuna.app.adapters.CutOverRefused;
import io.lacuna.model.adapter.AdapterException;
import org.apache.kafka.common.config.ConfigException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of the streaming application. */
@Command(
    name = "lacuna",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Streaming multimodal inference over feeds that are never complete.",
    subcommands = {
      AdaptersCommand.class,
      ConfigCommand.class,
      CurveCommand.class,
      DemoCommand.class,
      DlqCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      ExplainCommand.class,
      PeekCommand.class,
      RecordCommand.class,
      RecordingCommand.class,
      ReferenceCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      SimulateCommand.class,
      TopicsCommand.class,
      TopologyCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footer = {
      "",
      "Verbs of the trainer: train, calibrate, compare, data, import, parity (see `./lacuna train --help`).",
      "Benchmarks: see `./lacuna bench --help`.",
      "Exit codes: 0 ok, 1 failed, 2 usage, 3 refused configuration."
    })
public final class Main {
  static final int FAILED = 1;
  static final int REFUSED = 3;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    CommandLine simulate = main.getSubcommands().get("simulate");
    simulate.getCommandSpec().usageMessage().footer(SimulateCommand.footer());
    return main.setExecutionExceptionHandler(
        (e, commandLine, parsed) -> {
          boolean refused = e instanceof ConfigException || e instanceof IllegalArgumentException;
          commandLine.getErr().println((refused ? "config error: " : "error: ") + message(e));
          if (System.getenv("LACUNA_STACKTRACE") != null) {
            e.printStackTrace(commandLine.getErr());
          }
          return refused ? REFUSED : FAILED;
        });
  }

  private static String message(Throwable e) {
    if (e instanceof AdapterException refusal) {
      return refusal.reason() + ": " + e.getMessage();
    }
    if (e instanceof CutOverRefused refusal) {
      return refusal.reason() + ": " + e.getMessage();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
