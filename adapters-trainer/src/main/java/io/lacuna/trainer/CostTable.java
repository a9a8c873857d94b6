package io.lacuna.trainer;

import io.lacuna.model.nn.ExpertCost;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.TaskTarget;
import java.util.Locale;
import java.util.stream.IntStream;

/** Parameters and multiply-adds of a mixture per number of experts, for people. */
final class CostTable {
  private static final int MOST = 15;

  private CostTable() {}

  /**
   * @throws IllegalArgumentException if the adapter is no mixture
   */
  static String of(AdapterSettings adapter, DataSet set) {
    if (adapter.mixture() == null) {
      throw new IllegalArgumentException(
          "adapter " + adapter.id() + " is of method " + adapter.method() + " and has no experts");
    }
    StringBuilder text = new StringBuilder();
    text.append("Experts of width " + adapter.width() + ", rank " + adapter.r());
    text.append(", kernel " + adapter.mixture().kernel() + ", in " + adapter.blocks().size());
    text.append(" blocks for each of " + set.modalities().size() + " modalities and ");
    text.append(set.tasks().size() + " tasks; multiply-adds per frame of one modality\n\n");
    text.append("| shared experts | parameters | unfactored | multiply-adds | unfactored |\n");
    text.append("|---|---|---|---|---|\n");
    experts(adapter).forEach(n -> row(text, adapter, set, n));
    if (adapter.mixture().experts().merged()) {
      text.append("\nMerged into one kernel per record: beside those, ");
      text.append(
          String.format(
              Locale.ROOT,
              "%,d multiply-adds per record%n",
              cost(adapter, set, adapter.experts(), adapter.r()).multiplyAddsPerRecord()));
    }
    return text.toString();
  }

  /** Numbers of shared experts that the options allow. */
  private static IntStream experts(AdapterSettings adapter) {
    ExpertOptions options = adapter.mixture().experts();
    return options.routing() == ExpertOptions.Routing.NONE
        ? IntStream.of(adapter.experts())
        : IntStream.rangeClosed(Math.max(1, options.topK()), MOST);
  }

  private static void row(StringBuilder text, AdapterSettings adapter, DataSet set, int experts) {
    ExpertCost cost = cost(adapter, set, experts, adapter.r());
    ExpertCost unfactored = cost(adapter, set, experts, adapter.width());
    text.append(
        String.format(
            Locale.ROOT,
            "| %d%s | %,d | %,d | %,d | %,d |%n",
            experts,
            experts == adapter.experts() ? " (configured)" : "",
            cost.parameters(),
            unfactored.parameters(),
            cost.multiplyAdds(),
            unfactored.multiplyAdds()));
  }

  private static ExpertCost cost(AdapterSettings adapter, DataSet set, int experts, int rank) {
    MixtureForm form =
        new MixtureForm(
            adapter.width(),
            rank,
            experts,
            adapter.mixture().kernel(),
            adapter.mixture().presenceInGates(),
            adapter.mixture().experts(),
            set.tasks().stream().map(TaskTarget::name).toList());
    return ExpertCost.of(form, adapter.blocks().size(), set.modalities().size());
  }
}
