package io.lacuna.bench;

import io.lacuna.bench.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs {@code bench} and {@code torture}. */
@Command(
    name = "lacuna",
    mixinStandardHelpOptions = true,
    description = "Measures each claim of the documentation.",
    subcommands = {BenchCommand.class, TortureCommand.class})
public final class BenchMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private BenchMain() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** A wrong result or a bad option is told in one line; anything else shows its trace. */
  public static CommandLine commandLine() {
    return new CommandLine(new BenchMain())
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              boolean usage = e instanceof IllegalArgumentException;
              if (usage || e instanceof WrongResultException) {
                commandLine.getErr().println("error: " + e.getMessage());
              } else {
                e.printStackTrace(commandLine.getErr());
              }
              return usage ? USAGE : FAILED;
            });
  }
}
