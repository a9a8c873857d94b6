package io.lacuna.app.web;

import java.util.Map;

/** What the health endpoints report. Called on request threads, so it answers at once. */
public interface HealthSource {

  /** Whether the process works; false asks the platform for a restart. */
  boolean live();

  /** Whether samples are being processed now; false while rebalancing. */
  boolean ready();

  /** Whether the start is over. */
  boolean started();

  /** One line per check, for people: name of the check, what it found. */
  Map<String, String> details();
}
