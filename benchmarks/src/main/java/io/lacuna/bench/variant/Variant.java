package io.lacuna.bench.variant;

import io.lacuna.app.config.AppConfig;

/** A way to join the pipeline's three input topics by subject and window. */
public interface Variant {

  /** What it is, for a table. */
  String name();

  /** Its name as part of an application id. */
  default String id() {
    return name().replaceAll("[^A-Za-z]+", "-");
  }

  /** The topic it puts its results into. */
  String results(AppConfig config);

  /** Whether the value of a result is one observation with all three modalities. */
  boolean isComplete(byte[] value);

  /** Starts it; the configuration says where, under which id and with which guarantee. */
  Job start(AppConfig config);
}
