package io.lacuna.app.evaluate;

/** Runs and labels that do not fit each other. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EvaluationException(String message) {
    super(message);
  }
}
