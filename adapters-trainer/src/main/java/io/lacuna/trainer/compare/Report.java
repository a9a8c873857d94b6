package io.lacuna.trainer.compare;

import java.util.List;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param command that makes it
 * @param about digests of data, base, code and settings
 * @param tables one per protocol and training table
 */
public record Report(
    String command,
    Map<String, String> about,
    List<MethodLine> methods,
    List<ProtocolFigures> tables) {

  /**
   * A method.
   *
   * @param label in tables
   * @param word on the command line
   * @param trained number of trained values; 0 where they are not counted
   * @param seconds of processor time to train once and answer under every mask, the mean
   */
  public record MethodLine(String label, String word, String what, long trained, double seconds) {}
}
