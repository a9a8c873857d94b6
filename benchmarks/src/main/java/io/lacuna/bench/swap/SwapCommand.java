package io.lacuna.bench.swap;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Adapters that take over from one another under load, some of them corrupt.",
    footer = {"", "Example: ./lacuna bench swap --swaps 100 --every-ms 50"})
public final class SwapCommand implements Callable<Integer> {
  @Mixin private DataDirectory data;

  @Mixin private ReportOptions output;

  @Option(names = "--swaps", defaultValue = "1000", description = "Cut-overs to publish.")
  private int swaps;

  @Option(names = "--every-ms", defaultValue = "150", description = "Time between them, ms.")
  private int everyMs;

  @Option(names = "--lead-ms", defaultValue = "6000", description = "adapters.lead, ms.")
  private int leadMs;

  @Option(names = "--rate", defaultValue = "50", description = "Observations per second.")
  private int rate;

  @Option(
      names = "--corrupt-every",
      defaultValue = "10",
      description = "One of so many adapters is cut in half after it was announced.")
  private int corruptEvery;

  @Override
  public Integer call() throws Exception {
    SwapSettings settings =
        new SwapSettings(
            swaps, Duration.ofMillis(everyMs), Duration.ofMillis(leadMs), rate, corruptEvery);
    Report report = new Report("swap");
    report.setting("swaps", swaps + ", one every " + everyMs + " ms");
    report.setting("corrupt", "one in " + corruptEvery);
    report.setting("lead", leadMs + " ms");
    report.setting("load", rate + " observations/s x 3 samples");
    SwapResult result;
    try (TestBed bed = data.open(report)) {
      result = new SwapBench(bed, settings).run();
    }
    report.close();
    report.add(windows(result));
    report.add(memory(result));
    output.print(report);
    verify(result);
    return 0;
  }

  private static Table windows(SwapResult r) {
    Table table =
        new Table(
            "Windows by the adapter that scored them",
            "observations sent",
            "predictions",
            "failed",
            "under another adapter than the rule's",
            "adapters that answered",
            "cut-overs refused");
    table.row(r.sent(), r.scored(), r.failed(), r.wrong(), r.adapters(), r.refused());
    return table;
  }

  private static Table memory(SwapResult r) {
    Table table =
        new Table(
            "Memory of the application's process, after a collection",
            "when",
            "resident, KiB",
            "heap, KiB",
            "announced adapters loaded");
    table.row("a tenth of the swaps", r.early().residentKib(), r.early().heapKib(), null);
    table.row("all swaps", r.late().residentKib(), r.late().heapKib(), r.loaded());
    return table;
  }

  private void verify(SwapResult r) {
    long corrupt = swaps / corruptEvery;
    if (r.failed() + r.wrong() != 0 || r.scored() != r.sent() || r.refused() != corrupt) {
      throw new WrongResultException(
          r
              + ": expected no failed and no wrong one, as many predictions as observations, and "
              + corrupt
              + " refusals");
    }
  }
}
