package io.lacuna.bench;

import io.lacuna.bench.changelog.ChangelogCommand;
import io.lacuna.bench.expert.MergeCommand;
import io.lacuna.bench.fuzz.FuzzCommand;
import io.lacuna.bench.join.JoinCommand;
import io.lacuna.bench.ladder.LadderCommand;
import io.lacuna.bench.micro.MicroCommand;
import io.lacuna.bench.page.PageCommand;
import io.lacuna.bench.scale.PlanCommand;
import io.lacuna.bench.scale.ScaleCommand;
import io.lacuna.bench.serving.EfficiencyCommand;
import io.lacuna.bench.serving.IsolationCommand;
import io.lacuna.bench.serving.MicroBatchCommand;
import io.lacuna.bench.serving.MixedAdaptersCommand;
import io.lacuna.bench.serving.PrecisionCommand;
import io.lacuna.bench.serving.ReplayCommand;
import io.lacuna.bench.serving.SoakCommand;
import io.lacuna.bench.silence.SilenceCommand;
import io.lacuna.bench.swap.SwapCommand;
import picocli.CommandLine.Command;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Runs a benchmark on this machine, against an embedded broker where it needs one.",
    subcommands = {
      JoinCommand.class,
      ChangelogCommand.class,
      SilenceCommand.class,
      SwapCommand.class,
      MixedAdaptersCommand.class,
      MicroBatchCommand.class,
      EfficiencyCommand.class,
      IsolationCommand.class,
      PrecisionCommand.class,
      MergeCommand.class,
      SoakCommand.class,
      ReplayCommand.class,
      PageCommand.class,
      ScaleCommand.class,
      PlanCommand.class,
      MicroCommand.class,
      LadderCommand.class,
      FuzzCommand.class
    },
    footer = {
      "",
      "Example: ./lacuna bench join --runs 3 --keys 5000",
      "Standard output is a Markdown report, or JSON with --json; progress goes to",
      "standard error.",
      "Exit codes: 0 measured, 1 a variant gave a wrong result, 2 usage."
    })
final class BenchCommand {}
