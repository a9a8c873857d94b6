package io.lacuna.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterWriter;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.calibrate.CalibrationJson;
import io.lacuna.trainer.calibrate.CalibrationText;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.setup.BaseMaker;
import io.lacuna.trainer.setup.Round;
import io.lacuna.trainer.setup.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code calibrate}: a trained adapter's confidence, without training it again. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description =
        "Fit confidence and conformal sets of a trained adapter on the validation split; its weights"
            + " stay, its digest changes.",
    footer = {"", "Example: ./lacuna calibrate --config adapters-trainer/configs/patient.json"})
final class CalibrateCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Option(names = "--json", description = "print the figures as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TrainingConfig c = training.config(spec);
    DataSet set = training.dataSet(c, spec);
    Round split = TrainingOptions.usage(spec, () -> validated(set));
    Torch.inferenceThread();
    Path folder = training.models(c).resolve(c.adapterFolder());
    BaseMaker maker = new BaseMaker(c, set, training.models(c), training.device());
    try (Workspace workspace = new Workspace(set, maker.reader());
        Base base = maker.load()) {
      Adapter adapter = Adapter.load(folder, base.manager(), base.digest());
      Calibrating calibrated = Calibrating.of(c, workspace, split, base, adapter);
      write(folder, base, adapter, calibrated);
      System.out.println(
          json
              ? CalibrationJson.of(calibrated.report()).toString()
              : CalibrationText.of(calibrated.report()));
    }
    return 0;
  }

  private static Round validated(DataSet set) {
    Round split = Round.split(set);
    if (split.validation().length == 0) {
      throw new IllegalArgumentException(
          "data set "
              + set.name()
              + " has no subjects in split 'validation'; a calibration must not be fitted on those"
              + " that were learnt from or are judged");
    }
    return split;
  }

  /** Everything else that the folder says stays as training wrote it. */
  private static void write(Path folder, Base base, Adapter before, Calibrating calibrated)
      throws IOException {
    Adapter adapter = calibrated.adapter();
    JsonNode metrics = JSON.readTree(Files.readString(folder.resolve(Adapter.METRICS)));
    calibrated.into((ObjectNode) metrics);
    String card =
        Files.readString(folder.resolve(Adapter.CARD)).replace(before.digest(), adapter.digest());
    AdapterWriter.write(
        folder,
        adapter,
        Golden.of(base, adapter),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metrics) + "\n",
        CardSection.put(card, Calibrating.SECTION, calibrated.section()));
  }
}
