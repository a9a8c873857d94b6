package io.lacuna.trainer.setup;

/** Version of the checkpoints' format and maker. */
public final class Version {
  public static final String NUMBER = "0.1.0";

  private Version() {}
}
