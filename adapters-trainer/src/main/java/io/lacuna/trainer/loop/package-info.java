/**
 * The training loop. Its whole state is (step, parameters, optimiser, seed): order, missing plan,
 * augmentation and dropout of a step are functions of seed and step.
 */
package io.lacuna.trainer.loop;
