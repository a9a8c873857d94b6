package io.lacuna.app.web;

import io.lacuna.app.window.WaitingBoard;
import java.util.List;
import java.util.Map;

/**
 * What the page shows besides predictions and meters.
 *
 * @param waiting where each pipeline's tasks tell what they wait for
 * @param batchSize most observations of a micro-batch
 * @param evaluations how the adapters did in their evaluation
 */
public record PageSources(
    Map<String, WaitingBoard> waiting, int batchSize, EvaluationFacts evaluations) {

  /** A page of predictions and meters alone. */
  static PageSources none() {
    return new PageSources(Map.of(), 1, EvaluationFacts.read(List.of()));
  }
}
