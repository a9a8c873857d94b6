package io.lacuna.trainer;

import io.lacuna.model.nn.ExpertCost;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.data.DataSet;
import java.util.Locale;

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
    ExpertCost.of(
            adapter.width(),
            adapter.r(),
            adapter.mixture().kernel(),
            adapter.blocks().size(),
            set.modalities().size(),
            set.tasks().size(),
            MOST)
        .forEach(
            c ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %d%s | %,d | %,d | %,d | %,d |%n",
                        c.experts(),
                        c.experts() == adapter.experts() ? " (configured)" : "",
                        c.parameters(),
                        c.unfactoredParameters(),
                        c.multiplyAdds(),
                        c.unfactoredMultiplyAdds())));
    return text.toString();
  }
}
