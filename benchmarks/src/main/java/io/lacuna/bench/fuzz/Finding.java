package io.lacuna.bench.fuzz;

/**
 * An input that ended in neither an output nor a named refusal.
 *
 * @param kind what went wrong
 * @param what in one line; findings that share it are counted as one
 * @param number of the first input; with the seed it makes that input again
 * @param input the first input
 */
record Finding(Kind kind, String what, long number, byte[] input) {

  /** What can go wrong. */
  enum Kind {
    /** Something else than the documented refusal was thrown. */
    CRASH,
    /** It took too long, or did not come back. */
    HANG,
    /** It allocated more than its bound. */
    MEMORY
  }

  private static final int LONGEST_MESSAGE = 120;

  static Finding crash(Throwable thrown, long number, byte[] input) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return new Finding(
        Kind.CRASH,
        thrown.getClass().getName()
            + " at "
            + place(thrown)
            + ": "
            + message.substring(0, Math.min(LONGEST_MESSAGE, message.length())),
        number,
        input);
  }

  /** Where it was thrown, and through which of our classes; tells two causes apart. */
  String cause() {
    return kind + " " + what.replaceAll(": .*", "");
  }

  private static String place(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    if (trace.length == 0) {
      return "?";
    }
    String top = trace[0].getClassName() + "." + trace[0].getMethodName();
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith("io.lacuna.")) {
        String ours = frame.getFileName() + "/" + frame.getLineNumber();
        return frame == trace[0] ? ours : top + " from " + ours;
      }
    }
    return top;
  }
}
