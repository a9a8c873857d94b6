package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import io.lacuna.model.score.BatchShape;
import io.lacuna.wire.TrustedRecords;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "isolation",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "What guilty records and a lost device do to the records beside them.",
    footer = {"", "Example: ./lacuna bench isolation --batch 8"})
public final class IsolationCommand implements Callable<Integer> {
  private static final double[] SHARES = {0, 0.01, 0.1};
  private static final double TOLERANCE = 1e-5;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(names = "--batch", defaultValue = "16", description = "Records per batch.")
  private int batch;

  @Option(names = "--records", defaultValue = "320", description = "Records per share.")
  private int records;

  @Override
  public Integer call() throws Exception {
    TrustedRecords.install();
    Report report = new Report("isolation");
    report.setting("batch", batch);
    report.setting("records per share", records);
    workload.run(
        report,
        (w, temporary) -> {
          IsolationBench bench = new IsolationBench(w, temporary, batch);
          report.add(positions(bench));
          report.add(shares(bench));
          report.add(loss(bench));
        });
    report.close();
    report.note("Every guilty record failed, and no other.");
    report.note(
        "Targets: mates equal to the last bit under fixed, within 1e-5 under dynamic; a lost device"
            + " fails nobody: met, or there would be no report.");
    output.print(report);
    return 0;
  }

  private Table positions(IsolationBench bench) throws Exception {
    Table table =
        new Table(
            "A guilty record at each position of a batch",
            "batch.shape",
            "greatest change of a mate's score",
            "forwards per such batch");
    for (BatchShape shape : new BatchShape[] {BatchShape.DYNAMIC, BatchShape.fixed(batch)}) {
      boolean dynamic = shape.equals(BatchShape.DYNAMIC);
      String name = dynamic ? "dynamic" : "fixed";
      IsolationBench.Positions found = bench.positions(shape);
      if (!(found.greatest() <= (dynamic ? TOLERANCE : 0))) {
        throw new WrongResultException(
            name + ": a guilty record changes a mate's score by " + found.greatest());
      }
      table.row(name, String.format("%.1e", found.greatest()), found.forwards());
    }
    return table;
  }

  private Table shares(IsolationBench bench) throws Exception {
    Table table =
        new Table(
            "A share of guilty records",
            "share",
            "guilty",
            "records/s",
            "forwards per 1,000 records");
    for (double share : SHARES) {
      IsolationBench.Share found = bench.share(share, records);
      table.row(found.share(), found.guilty(), found.perSecond(), found.forwardsPerThousand());
    }
    return table;
  }

  private Table loss(IsolationBench bench) throws Exception {
    Table table =
        new Table(
            "A device lost after two calls, until the model is opened again",
            "observations",
            "scored",
            "failed",
            "times opened",
            "seconds in all");
    IsolationBench.Loss found = bench.loss(records);
    table.row(
        found.observations(),
        found.scored(),
        found.observations() - found.scored(),
        found.opened(),
        found.seconds());
    return table;
  }
}
