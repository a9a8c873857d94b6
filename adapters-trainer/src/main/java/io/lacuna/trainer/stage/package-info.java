/**
 * The stages of a training: stems alone, the adapter on the frozen base, the zero-fill baseline.
 * Each is an objective of the training loop.
 */
package io.lacuna.trainer.stage;
