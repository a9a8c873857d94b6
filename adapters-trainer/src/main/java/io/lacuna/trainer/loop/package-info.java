/**
 * The training loop. Its whole state is (step, parameters, optimiser, seed): order, missing plan,
 * augmentation and dropout of a step are functions of seed and step. So a run that was cut off goes
 * on from its last checkpoint and ends with the same bytes.
 */
package io.lacuna.trainer.loop;
