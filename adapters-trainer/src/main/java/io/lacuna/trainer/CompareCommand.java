package io.lacuna.trainer;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.evaluate.TextTable;
import io.lacuna.trainer.loop.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}: an adapter against zero-fill and prior on the test split, per presence mask. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Compare a trained adapter with zero-filling the same base and with the prior.",
    footer = "Example: compare --config adapters-trainer/configs/patient.json")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, description = "training configuration (JSON)")
  private Path config;

  @Option(names = "--data", description = "data set folder (default: from the configuration)")
  private Path data;

  @Option(names = "--models", description = "folder with base and adapter (default: likewise)")
  private Path models;

  @Option(names = "--device", description = "cpu, auto or gpu:N (${DEFAULT-VALUE})")
  private String device = "cpu";

  @Option(names = "--json", description = "print the figures as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TrainingConfig c;
    DataSet set;
    try {
      c = TrainingConfig.read(config);
      set = DataSetFolder.read(data != null ? data : Path.of(c.data()));
      c.requireFits(set);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Torch.inferenceThread();
    Path folder = models != null ? models : Path.of(c.out());
    try (FusionBase base = FusionBase.load(folder.resolve("base"), device)) {
      Adapter adapter =
          Adapter.load(folder.resolve(c.adapterFolder()), base.manager(), base.digest());
      Workspace workspace = Workspace.open(set, base.config().features());
      ScoreTable table =
          new Comparison(set, base, adapter, c.zeroFill(), c.bootstrapDraws(), Checkpoints.none())
              .run(workspace.inputs(base));
      System.out.println(json ? table.toJson().toString() : TextTable.of(table));
    }
    return 0;
  }
}
