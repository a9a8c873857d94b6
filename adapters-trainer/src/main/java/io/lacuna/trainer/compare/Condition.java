package io.lacuna.trainer.compare;

import io.lacuna.model.recording.Protocol;

/**
 * A column of a table: trained on one table, judged under one protocol.
 *
 * @param name e.g. {@code IT-}, {@code 0.3}, {@code text > image}
 * @param table that was trained on
 * @param shown of judged subjects
 */
record Condition(String name, TrainingTable table, Protocol shown) {}
