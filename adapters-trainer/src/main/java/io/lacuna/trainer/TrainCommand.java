package io.lacuna.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.evaluate.TextTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.CheckpointFolder;
import io.lacuna.trainer.loop.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: stems, then an adapter on the frozen base they make, then its figures. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Train a base's stems and an adapter from a data set folder.",
    footer = {
      "A run that was cut off goes on when the same command is given again.",
      "Example: train --config adapters-trainer/configs/patient.json"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String BASE = "base";
  private static final String STATE = ".training";

  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, description = "training configuration (JSON)")
  private Path config;

  @Option(names = "--data", description = "data set folder (default: from the configuration)")
  private Path data;

  @Option(names = "--out", description = "folder to write (default: from the configuration)")
  private Path out;

  @Option(names = "--keep-base", description = "train the adapter only, on the base that is there")
  private boolean keepBase;

  @Option(
      names = "--fresh",
      description = "begin anew, even where a run of the same training was cut off")
  private boolean fresh;

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
    Path folder = out != null ? out : Path.of(c.out());
    Workspace workspace = Workspace.open(set, c.base().features());
    CheckpointFolder checkpoints =
        CheckpointFolder.open(
            folder.resolve(STATE),
            run(c, set, folder.resolve(BASE)),
            CheckpointFolder.EVERY,
            fresh,
            System.err);
    if (!keepBase) {
      new StemTraining(c, set.tasks(), workspace.features(), checkpoints)
          .run(folder.resolve(BASE), device);
    }
    Workspace.requireSameFeatures(BaseStore.readConfig(folder.resolve(BASE)), c.base().features());
    try (FusionBase base = FusionBase.load(folder.resolve(BASE), device)) {
      print(adapter(c, set, workspace, base, folder, checkpoints));
    }
    checkpoints.remove();
    return 0;
  }

  /** All that the result depends on: a state of another run must not be gone on from. */
  private Map<String, String> run(TrainingConfig c, DataSet set, Path base) throws IOException {
    Map<String, String> run = new TreeMap<>();
    run.put("configuration", c.digest());
    run.put("data", set.digest());
    run.put("seed", Long.toString(c.seed()));
    run.put("device", device);
    run.put("lacuna", Version.NUMBER);
    run.put("libtorch", Torch.version());
    if (keepBase) {
      try (FusionBase kept = FusionBase.load(base, device)) {
        run.put("base", kept.digest());
      }
    }
    return run;
  }

  private ScoreTable adapter(
      TrainingConfig c,
      DataSet set,
      Workspace workspace,
      FusionBase base,
      Path folder,
      Checkpoints checkpoints)
      throws IOException {
    Map<Split, List<SubjectTokens>> inputs = workspace.inputs(base);
    AdapterTraining training = new AdapterTraining(c, set, base, checkpoints);
    Adapter adapter = training.run(inputs.get(Split.TRAIN), inputs.get(Split.VALIDATION));
    ScoreTable table =
        new Comparison(set, base, adapter, c.zeroFill(), c.bootstrapDraws(), checkpoints)
            .run(inputs);
    ModelCard card = new ModelCard(c, config, set, base, adapter, table);
    Files.writeString(folder.resolve(BASE).resolve(Adapter.CARD), card.base());
    AdapterWriter.write(
        folder.resolve(c.adapterFolder()), adapter, metrics(adapter, table), card.adapter());
    return table;
  }

  private static String metrics(Adapter adapter, ScoreTable table) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("adapter", adapter.config().id()).put("digest", adapter.digest());
    root.put("base", adapter.config().baseModelDigest());
    root.put("split", Split.TEST.word()).put("level", 0.95);
    root.put("data", adapter.config().trainingData().digest());
    root.set("byPresence", table.toJson());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private void print(ScoreTable table) {
    System.out.println(json ? table.toJson().toString() : TextTable.of(table));
  }
}
