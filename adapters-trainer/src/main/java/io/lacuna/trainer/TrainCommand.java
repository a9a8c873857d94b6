package io.lacuna.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.compare.Catalogue;
import io.lacuna.trainer.compare.Setting;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.evaluate.ScoreJson;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.evaluate.TextTable;
import io.lacuna.trainer.learn.AdapterLearner;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.TrainedAdapter;
import io.lacuna.trainer.loop.CheckpointFolder;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.setup.BaseMaker;
import io.lacuna.trainer.setup.Round;
import io.lacuna.trainer.setup.Version;
import io.lacuna.trainer.setup.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code train}: a base's trainable parts, then an adapter on the frozen base, its calibration, and
 * its figures.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Train an adapter, and what its base needs, from a data set folder.",
    footer = {
      "",
      "A run that was cut off goes on when the same command is given again.",
      "Example: ./lacuna train --config adapters-trainer/configs/patient.json"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String STATE = ".training";
  private static final String NOT_CALIBRATED =
      "Confidences are not calibrated: there is no validation split to fit them on.";

  private static final List<String> BASELINES = List.of("head-only", "zero-fill", "prior");

  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Option(names = "--keep-base", description = "train the adapter only, on the base that is there")
  private boolean keepBase;

  @Option(
      names = "--fresh",
      description = "begin anew, even where a run of the same training was cut off")
  private boolean fresh;

  @Option(names = "--json", description = "print the figures as JSON")
  private boolean json;

  @Option(
      names = "--cost",
      description = "train nothing; print parameters and multiply-adds per number of experts")
  private boolean cost;

  @Override
  public Integer call() throws IOException {
    TrainingConfig c = training.config(spec);
    DataSet set = training.dataSet(c, spec);
    if (cost) {
      System.out.print(TrainingOptions.usage(spec, () -> CostTable.of(c.adapter(), set)));
      return 0;
    }
    Round split = TrainingOptions.usage(spec, () -> Round.split(set));
    Torch.inferenceThread();
    Path models = training.models(c);
    BaseMaker maker = new BaseMaker(c, set, models, training.device());
    CheckpointFolder checkpoints =
        CheckpointFolder.open(
            models.resolve(STATE), run(c, set, maker), CheckpointFolder.EVERY, fresh, System.err);
    try (Workspace workspace = new Workspace(set, maker.reader())) {
      if (!keepBase) {
        maker.make(workspace, split, checkpoints);
      }
      train(c, workspace, split, maker, checkpoints);
    }
    checkpoints.remove();
    return 0;
  }

  private void train(
      TrainingConfig c,
      Workspace workspace,
      Round split,
      BaseMaker maker,
      CheckpointFolder checkpoints)
      throws IOException {
    try (Base base = maker.load()) {
      ScoreTable table = adapter(c, workspace, split, maker, base, checkpoints);
      System.out.println(json ? ScoreJson.byPresence(table).toString() : TextTable.of(table));
    }
  }

  /** All that the result depends on: a state of another run must not be gone on from. */
  private Map<String, String> run(TrainingConfig c, DataSet set, BaseMaker maker)
      throws IOException {
    Map<String, String> run = new TreeMap<>();
    run.put("configuration", c.digest());
    run.put("data", set.digest());
    run.put("seed", Long.toString(c.seed()));
    run.put("device", training.device());
    run.put("lacuna", Version.NUMBER);
    run.put("libtorch", Torch.version());
    run.put("threads", System.getProperty("ai.djl.pytorch.num_threads", "default"));
    if (keepBase || !maker.makes()) {
      try (Base kept = maker.load()) {
        run.put("base", kept.digest());
      }
    }
    return run;
  }

  private ScoreTable adapter(
      TrainingConfig c,
      Workspace workspace,
      Round split,
      BaseMaker maker,
      Base base,
      Checkpoints checkpoints)
      throws IOException {
    Setting setting = new Setting(c, workspace.set(), base.blocks(), false, checkpoints);
    Adapter trained =
        new AdapterLearner(
                c.adapter().id(), c.adapter(), c.missing(), setting.origin(), checkpoints)
            .train(fold(workspace, base, split), c.seed());
    Optional<Calibrating> calibrated =
        split.validation().length == 0
            ? Optional.empty()
            : Optional.of(Calibrating.of(c, workspace, split, base, trained));
    Adapter adapter = calibrated.map(Calibrating::adapter).orElse(trained);
    System.err.println(ParameterCount.of(base, adapter));
    List<Learner> compared = new ArrayList<>(List.of(new TrainedAdapter(adapter)));
    for (String baseline : BASELINES) {
      compared.add(Catalogue.method(baseline).plan(setting).learner());
    }
    ScoreTable table =
        Comparison.of(workspace, base, split, compared, c.bootstrapDraws(), c.seed());
    ModelCard card =
        new ModelCard(c, training.file(), training.device(), workspace.set(), base, adapter, table);
    if (maker.makes() && !keepBase) {
      Files.writeString(maker.folder().resolve(Adapter.CARD), card.base());
    }
    AdapterWriter.write(
        training.models(c).resolve(c.adapterFolder()),
        adapter,
        Golden.of(base, adapter),
        metrics(adapter, table, calibrated),
        CardSection.put(
            card.adapter(),
            Calibrating.SECTION,
            calibrated.map(Calibrating::section).orElse(NOT_CALIBRATED)));
    return table;
  }

  private static Fold fold(Workspace workspace, Base base, Round split) {
    return workspace.fold(
        base,
        workspace.subjects(base, split.train()),
        workspace.subjects(base, split.validation()));
  }

  private static String metrics(Adapter adapter, ScoreTable table, Optional<Calibrating> calibrated)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("adapter", adapter.config().id()).put("digest", adapter.digest());
    root.put("base", adapter.config().baseModelDigest());
    root.put("split", Split.TEST.word()).put("level", 0.95);
    root.put("intervalsOver", table.overGroups() ? "groups" : "subjects");
    root.put("data", adapter.config().trainingData().digest());
    root.set("byPresence", ScoreJson.byPresence(table));
    calibrated.ifPresent(c -> c.into(root));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
