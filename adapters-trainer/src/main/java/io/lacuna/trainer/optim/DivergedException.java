package io.lacuna.trainer.optim;

/** A loss is not finite any more; nothing was updated with it. */
public final class DivergedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  DivergedException(float loss) {
    super("the loss is " + loss);
  }

  /** With the place in the training. */
  public DivergedException(String stage, int step, DivergedException cause) {
    super(
        "stage "
            + stage
            + ", step "
            + step
            + ": "
            + cause.getMessage()
            + "; lower learningRate or clip",
        cause);
  }
}
