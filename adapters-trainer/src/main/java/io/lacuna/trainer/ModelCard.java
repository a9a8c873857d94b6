package io.lacuna.trainer;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.evaluate.Measure;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.evaluate.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The README of a trained base and of its adapter: what they are, where they hold, how well. */
final class ModelCard {
  private static final String NO_CLINICAL_USE =
      "**No clinical meaning; not a medical device; not for decisions about people.**\n";

  private final TrainingConfig config;
  private final Path configFile;
  private final String device;
  private final DataSet set;
  private final Base base;
  private final Adapter adapter;
  private final ScoreTable table;

  ModelCard(
      TrainingConfig config,
      Path configFile,
      String device,
      DataSet set,
      Base base,
      Adapter adapter,
      ScoreTable table) {
    this.config = config;
    this.configFile = configFile;
    this.device = device;
    this.set = set;
    this.base = base;
    this.adapter = adapter;
    this.table = table;
  }

  String base() {
    return "# "
        + base.name()
        + "\n\n"
        + kind()
        + "\n\n"
        + table(
            List.of(
                row("digest", "`" + base.digest() + "`"),
                row("values", String.format(Locale.ROOT, "%,d", base.size())),
                row("training data", data()),
                row("command", "`" + command() + "`")))
        + "\n"
        + limits();
  }

  private String kind() {
    return base instanceof FeatureBase
        ? "Ready features of other encoders, standardised by mean and deviation of the training"
            + " subjects."
        : "Image and audio stems in front of the frozen all-MiniLM-L6-v2 transformer (Apache-2.0)."
            + " The stems were trained alone, each under a temporary head on the training labels;"
            + " the transformer is unchanged.";
  }

  /** What the data set says of itself bounds what can be said of a model. */
  private String limits() {
    String note = set.note().isBlank() ? "The data set says nothing of itself." : set.note();
    return "About the data: " + note + "\n\n" + NO_CLINICAL_USE;
  }

  String adapter() {
    AdapterConfig c = adapter.config();
    String tags = c.peftType() == Method.MODALITY_AWARE_LORA ? "mora" : "mixture-of-experts";
    return "---\nlibrary_name: lacuna\nbase_model: "
        + c.baseModelNameOrPath()
        + "\ntags: [multimodal, missing-modality, "
        + tags
        + "]\n---\n# "
        + c.id()
        + "\n\n"
        + method(c)
        + "\n\n"
        + table(
            List.of(
                row("adapter digest", "`" + adapter.digest() + "`"),
                row("base", c.baseModelNameOrPath() + ", `" + c.baseModelDigest() + "`"),
                row("trained values", trained()),
                row(
                    "tasks",
                    c.tasks().stream().map(ModelCard::task).collect(Collectors.joining("; "))),
                row("modalities", c.modalities().toString().toLowerCase(Locale.ROOT)),
                row("training data", data()),
                row("missing plan", missing()),
                row("seed", String.valueOf(c.seed())),
                row("command", "`" + command() + "`")))
        + "\n## Use and limits\n\n"
        + limits()
        + "\nAn observation without any modality is answered with the training prior.\n\n##"
        + " Figures\n\nTest split: "
        + set.of(Split.TEST).size()
        + " subjects of groups that training never saw, complete and with modalities taken away"
        + " (`ITA` = image, text, audio). 95 % bootstrap intervals over "
        + (table.overGroups()
            ? "groups"
            : "subjects, so they hold for these groups and not for new ones")
        + "; the last columns are paired differences."
        + (set.of(Split.VALIDATION).isEmpty()
            ? " There is no validation split: the schedule was run to its end."
            : " The epoch was chosen on the validation split alone.")
        + " *head-only* is a plain head on the same base with the same missing plan; *zero-fill* the"
        + " same trained on all that subjects have, with zeros for what is missing; *prior* says the"
        + " training share or median.\n\n"
        + figures()
        + "\n## Bias and environment\n\nNot assessed beyond the presence masks above. Trained on"
        + " device `"
        + device
        + "`.\n";
  }

  private static String method(AdapterConfig c) {
    return c.peftType() == Method.MODALITY_AWARE_LORA
        ? "MoRA (Modality-aware Low-Rank Adaptation, MICCAI 2024, arXiv 2408.09064; not the"
            + " high-rank method of the same name): rank "
            + c.r()
            + " beside blocks "
            + c.blocks()
            + ", one up-projection per present modality; missing input "
            + c.mora().missingInput()
            + ", readout "
            + c.mora().readout()
            + ". More than two modalities, absent tokens that are masked out and the readout per"
            + " modality are ours."
        : "MMoLRE-R, our reconstruction of MMoLRE (arXiv 2505.14143), whose full text and code we"
            + " do not have: "
            + c.experts()
            + " shared and one own low-rank expert (rank "
            + c.r()
            + ") per task, in "
            + c.blocks().size()
            + " stacked blocks per modality. The image path and the handling of missing modalities"
            + " (presence in the gates, masked fusion, learned vectors) are ours.";
  }

  private String trained() {
    return ParameterCount.of(base, adapter).toString();
  }

  private static String task(AdapterTask t) {
    return t.name()
        + " ("
        + t.kind().name().toLowerCase(Locale.ROOT)
        + ": "
        + String.join(", ", t.labels())
        + ")";
  }

  private String missing() {
    return String.format(
        Locale.ROOT,
        "%.0f %% of the subjects show a proper part of what they have, drawn by a hash of subject and"
            + " seed for each of %d epochs",
        100 * config.missing().share(),
        Math.min(config.missing().variants(), config.adapter().loop().epochs()));
  }

  private String data() {
    return set.name()
        + ", SHA-256 `"
        + set.digest()
        + "`, "
        + set.of(Split.TRAIN).size()
        + " training and "
        + set.of(Split.VALIDATION).size()
        + " validation subjects";
  }

  private String command() {
    return "./lacuna train --config " + configFile.toString().replace('\\', '/');
  }

  private String figures() {
    StringBuilder text = new StringBuilder();
    for (AdapterTask t : adapter.config().tasks()) {
      for (Measure m : Measure.leading(t.kind())) {
        text.append(TextTable.of(table, t.name(), m)).append('\n');
      }
    }
    return text.toString();
  }

  private static String row(String name, String value) {
    return "| " + name + " | " + value + " |\n";
  }

  private static String table(List<String> rows) {
    return "| | |\n|---|---|\n" + String.join("", rows);
  }
}
