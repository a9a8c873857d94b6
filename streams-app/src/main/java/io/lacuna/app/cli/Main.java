package io.lacuna.app.cli;

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
      "Exit codes: 0 ok, 1 failed, 2 usage, 3 refused: a value or setting is not allowed."
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
          Complaint complaint = Complaint.of(e);
          commandLine.getErr().println(complaint.line());
          if (System.getenv("LACUNA_STACKTRACE") != null) {
            e.printStackTrace(commandLine.getErr());
          }
          return complaint.code();
        });
  }
}
