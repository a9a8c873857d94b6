package io.lacuna.trainer.parity;

import io.lacuna.model.modality.PayloadException;
import java.io.IOException;

/**
 * Outcome of one comparison.
 *
 * @param name of the compared result
 * @param difference largest absolute one, in the unit of the result; NaN where there is none
 * @param tolerance largest difference that is allowed; NaN where none could be looked up
 * @param reason why there is no difference; empty where there is one
 */
record Case(String name, double difference, double tolerance, String reason) {

  /** Computes a result and compares it. */
  interface Measurement {
    double largestDifference() throws IOException, PayloadException;
  }

  /** Takes a measurement; what it throws makes the case a failed one. */
  static Case of(String name, double tolerance, Measurement measurement) {
    try {
      double difference = measurement.largestDifference();
      String reason = Double.isFinite(difference) ? "" : "the difference is not a finite number";
      return new Case(name, difference, tolerance, reason);
    } catch (IOException | PayloadException | RuntimeException e) {
      return failed(name, tolerance, e);
    }
  }

  static Case failed(String name, double tolerance, Exception cause) {
    return new Case(name, Double.NaN, tolerance, reason(cause));
  }

  boolean within() {
    return reason.isEmpty() && difference <= tolerance;
  }

  /** One line: the engine's messages go on with a trace of its own. */
  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean plain = e.getClass() == IllegalArgumentException.class;
    return plain ? message : e.getClass().getSimpleName() + ": " + message;
  }
}
