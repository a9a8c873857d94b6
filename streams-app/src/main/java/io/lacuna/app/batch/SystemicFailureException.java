package io.lacuna.app.batch;

/**
 * The model fails on its own probe too: the device is lost, memory is out, or an adapter is
 * damaged. It says nothing about the records that were scored when it was noticed.
 */
final class SystemicFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String adapter;

  /**
   * @param adapter digest of the one that the probe was scored with
   * @param cause what failed on the records
   */
  SystemicFailureException(String adapter, String fault, Throwable cause) {
    super(fault, cause);
    this.adapter = adapter;
  }

  String adapter() {
    return adapter;
  }
}
