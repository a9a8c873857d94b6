package io.lacuna.app.cli;

import io.lacuna.app.config.ConfigReference;
import io.lacuna.app.metrics.MetricsReference;
import io.lacuna.app.ops.TopicsReference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "reference",
    mixinStandardHelpOptions = true,
    description = "Prints a page of the documentation that is made from the code, in Markdown.",
    footer = {"", "Example: ./lacuna reference metrics"})
final class ReferenceCommand implements Callable<Integer> {
  /** The pages. */
  enum Page {
    config,
    metrics,
    topics
  }

  @Parameters(paramLabel = "PAGE", description = "${COMPLETION-CANDIDATES}.")
  private Page page;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (page) {
          case config -> ConfigReference.page();
          case metrics -> MetricsReference.page();
          case topics -> TopicsReference.page();
        });
    out.flush();
    return 0;
  }
}
