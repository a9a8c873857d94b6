package io.lacuna.bench.ladder.measure;

import java.util.List;
import java.util.Optional;

/**
 * Something that does the job, or a part of it.
 *
 * @param id what its process is told to be
 * @param title for the table
 * @param kind how it is reached
 * @param command that starts its process; the settings file is added
 * @param absent why it cannot run here, if it cannot
 */
public record Contender(
    String id, String title, Kind kind, List<String> command, Optional<String> absent) {

  /** How a contender is reached. */
  public enum Kind {
    /** Through Kafka; answers with the product's predictions. */
    PRODUCT,
    /** Through Kafka; answers as the rivals do. */
    RIVAL,
    /** Through a socket on loopback. */
    SOCKET,
    /** Not at all: it measures itself. */
    LOOP
  }
}
