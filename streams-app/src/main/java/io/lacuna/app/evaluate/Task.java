package io.lacuna.app.evaluate;

import io.lacuna.schema.TaskKind;
import java.util.List;

/**
 * A task as the predictions of a run name it.
 *
 * @param labels one per value
 */
record Task(String name, TaskKind kind, List<String> labels) {}
