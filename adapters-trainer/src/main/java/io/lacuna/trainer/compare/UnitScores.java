package io.lacuna.trainer.compare;

import io.lacuna.model.modality.PresenceMask;
import java.util.List;
import java.util.Map;

/**
 * What a unit came to.
 *
 * @param seconds of processor time to train and to answer under every mask
 * @param trained number of trained values
 * @param scores by presence mask: per judged subject, in the order of the round, per task one array
 */
record UnitScores(double seconds, long trained, Map<PresenceMask, List<List<float[]>>> scores) {}
