package io.lacuna.trainer.convert.pickle;

/** Made by a pickle in two steps: first itself, then its state. */
interface PickleState {
  /** Takes the state. Throws a PickleException if it cannot be. */
  void set(Object[] state);
}
