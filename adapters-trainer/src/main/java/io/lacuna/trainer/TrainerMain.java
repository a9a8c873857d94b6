package io.lacuna.trainer;

import io.lacuna.model.adapter.AdapterException;
import io.lacuna.trainer.compare.CompareCommand;
import io.lacuna.trainer.corpus.CorpusCommand;
import io.lacuna.trainer.imports.ImportCommand;
import io.lacuna.trainer.parity.ParityCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's verbs. */
@Command(
    name = "lacuna",
    mixinStandardHelpOptions = true,
    description =
        "Train and compare adapters, make the sample data sets, turn data sets into recordings,"
            + " check this code against golden vectors.",
    subcommands = {
      TrainCommand.class,
      CalibrateCommand.class,
      CompareCommand.class,
      CorpusCommand.class,
      ImportCommand.class,
      ParityCommand.class
    })
public final class TrainerMain {
  private static final int FAILED = 1;

  TrainerMain() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** What a user can cause is told in one line; anything else is a bug and shows its trace. */
  public static CommandLine commandLine() {
    return new CommandLine(new TrainerMain())
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              boolean users =
                  e instanceof IOException
                      || e instanceof UncheckedIOException
                      || e instanceof IllegalArgumentException
                      || e instanceof AdapterException;
              if (!users) {
                throw e;
              }
              commandLine
                  .getErr()
                  .println("error: " + e.getClass().getSimpleName() + ": " + e.getMessage());
              return FAILED;
            });
  }
}
