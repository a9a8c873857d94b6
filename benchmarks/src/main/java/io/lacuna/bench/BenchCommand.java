package io.lacuna.bench;

import io.lacuna.bench.changelog.ChangelogCommand;
import io.lacuna.bench.join.JoinCommand;
import io.lacuna.bench.silence.SilenceCommand;
import io.lacuna.bench.swap.SwapCommand;
import picocli.CommandLine.Command;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Runs a benchmark against an embedded broker on this machine.",
    subcommands = {
      JoinCommand.class,
      ChangelogCommand.class,
      SilenceCommand.class,
      SwapCommand.class
    },
    footer = {
      "",
      "Standard output is a Markdown report, or JSON with --json; progress goes to standard error.",
      "Exit codes: 0 measured, 1 a variant gave a wrong result, 2 usage."
    })
final class BenchCommand {}
