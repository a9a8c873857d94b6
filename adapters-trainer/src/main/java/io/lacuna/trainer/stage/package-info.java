/**
 * The stages of a training: stems alone, then an adapter or a head on the frozen base. Each is an
 * objective of the training loop.
 */
package io.lacuna.trainer.stage;
