/**
 * The optimiser: AdamW with the arithmetic of PyTorch, learning-rate schedule, global-norm clipping
 * and the step that keeps native memory flat. DJL's own clipping leaves negative gradients alone
 * and its AdamW places epsilon elsewhere, so neither is used.
 */
package io.lacuna.trainer.optim;
