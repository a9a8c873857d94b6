package io.lacuna.trainer;

/** Version of the checkpoints' format and maker. */
final class Version {
  static final String NUMBER = "0.1.0";

  private Version() {}
}
