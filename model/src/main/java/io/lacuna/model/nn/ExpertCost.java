package io.lacuna.model.nn;

import ai.djl.ndarray.types.Shape;

/**
 * What the experts of stacked mixture blocks cost. Only experts are counted, shared and own; gates,
 * norms and projections are small beside them and do not depend on the rank.
 *
 * @param experts shared experts of a block
 * @param parameters of all blocks and modalities
 * @param multiplyAdds per frame of one modality through its blocks, for all tasks
 * @param multiplyAddsPerRecord beside those: what a record costs however long it is
 */
public record ExpertCost(
    int experts, long parameters, long multiplyAdds, long multiplyAddsPerRecord) {

  /**
   * Cost of a form. Every task runs each of its experts on its own features. A dropped expert costs
   * what a kept one does: all run side by side. Merged experts become one kernel per record, which
   * is what is counted per record.
   */
  public static ExpertCost of(MixtureForm form, int blocks, int modalities) {
    long perBlock = form.expertShapes().values().stream().mapToLong(Shape::size).sum();
    long d = form.width();
    boolean merged = form.options().merged();
    long one = merged ? d * d * form.kernel() : d * form.rank() * (form.kernel() + 1L);
    long runs = 0;
    long mixed = 0;
    for (String task : form.tasks()) {
      int owners = form.weighedOwners(task).size() + (form.ownBeside() ? 1 : 0);
      runs += owners + (merged ? Math.min(1, form.experts()) : form.experts());
      mixed += merged ? form.experts() : 0;
    }
    return new ExpertCost(
        form.experts(), perBlock * blocks * modalities, runs * one * blocks, mixed * one * blocks);
  }
}
