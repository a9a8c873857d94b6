package io.lacuna.bench.torture.fault;

import java.util.Locale;

/** What is done to a run. */
public enum FaultKind {
  APP_KILL("kill -9 of an instance of the service, started again at once"),
  APP_STOP("SIGSTOP of an instance for some seconds, then SIGCONT: a process that thinks it lives"),
  BROKER_KILL("kill -9 of a broker, started again after some seconds"),
  BROKER_STOP("SIGSTOP of a broker for some seconds, then SIGCONT"),
  REGISTRY_DOWN("the schema registry refuses connections for some seconds"),
  DISK_FULL("the file system of an instance's state is full for some seconds"),
  SLOW_MODEL("the scoring thread of an instance is held again and again for some seconds"),
  POISON("a burst of records that cannot be read or used"),
  CLOCK_STEP("the senders' clock runs ahead for some seconds, then steps back"),
  REBALANCE("an instance more for some seconds"),
  ADAPTER_SWAP("another adapter takes over");

  private final String meaning;

  FaultKind(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  /** As people type it, e.g. {@code app-kill}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException naming what is allowed
   */
  public static FaultKind parse(String word) {
    for (FaultKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "no fault is called "
            + word
            + "; there are "
            + String.join(", ", java.util.Arrays.stream(values()).map(FaultKind::word).toList()));
  }
}
