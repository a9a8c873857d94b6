package io.lacuna.bench.page;

import io.lacuna.app.browser.PageLoad;
import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "How long a busy feed keeps a browser on the live page from answering people.",
    footer = {
      "",
      "Example: ./lacuna bench page --subjects 5000 --rate 500 --seconds 30",
      "Needs Chromium (Debian package chromium)."
    })
public final class PageCommand implements Callable<Integer> {
  @Mixin private ReportOptions output;

  @Option(names = "--subjects", defaultValue = "5000", description = "Live subjects.")
  private int subjects;

  @Option(names = "--rate", defaultValue = "500", description = "Predictions a second.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "30", description = "Per view.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    if (subjects < 100 || rate < 1 || seconds < 1) {
      throw new IllegalArgumentException(
          "--subjects must be at least 100, --rate and --seconds at least 1");
    }
    Report report = new Report("page");
    report.setting("subjects", subjects);
    report.setting("predictions/s", rate);
    report.setting("seconds per view", seconds);
    List<PageLoad.View> views = PageLoad.measure(subjects, rate, seconds);
    report.close();
    Table table =
        new Table(
            "Tasks of the page's thread of 50 ms and longer, ms",
            "view",
            "tasks",
            "p50",
            "p99",
            "longest",
            "frames/s");
    views.forEach(
        v -> table.row(v.name(), v.tasks(), v.p50(), v.p99(), v.longest(), v.framesPerSecond()));
    report.add(table);
    report.note("A browser without a GPU paints on the processor, which the feed shares.");
    output.print(report);
    return 0;
  }
}
