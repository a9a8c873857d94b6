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
      AuditCommand.class,
      ConfigCommand.class,
      CurveCommand.class,
      DemoCommand.class,
      DlqCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      ExplainCommand.class,
      IngestCommand.class,
      KeysCommand.class,
      PeekCommand.class,
      RecordCommand.class,
      RecordingCommand.class,
      ReferenceCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      SimulateCommand.class,
      SubjectCommand.class,
      TopicsCommand.class,
      TopologyCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footer = {
      "",
      "Example: ./lacuna demo",
      "Verbs of the trainer: train, calibrate, compare, data, import, parity.",
      "Benchmarks: bench; faults: torture. Each verb tells more: ./lacuna VERB --help",
      "Exit codes: 0 ok, 1 failed, 2 usage, 3 refused (a value that is not allowed)."
    })
public final class Main {
  static final int FAILED = 1;
  static final int REFUSED = 3;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** All verbs, for who calls them within another program. */
  public static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    CommandLine simulate = main.getSubcommands().get("simulate");
    simulate.getCommandSpec().usageMessage().footer(SimulateCommand.footer());
    CommandLine completion = main.getSubcommands().get("generate-completion");
    completion
        .getCommandSpec()
        .usageMessage()
        .description("Prints a completion script for bash and zsh.")
        .footer("", "Example: source <(./lacuna generate-completion)");
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
