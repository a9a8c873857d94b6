package io.lacuna.trainer;

import io.lacuna.trainer.corpus.CorpusCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's verbs. */
@Command(
    name = "lacuna",
    mixinStandardHelpOptions = true,
    description = "Train and compare adapters.",
    subcommands = {TrainCommand.class, CompareCommand.class, CorpusCommand.class})
public final class TrainerMain {
  TrainerMain() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainerMain()).execute(args));
  }
}
