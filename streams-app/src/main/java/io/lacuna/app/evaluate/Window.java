package io.lacuna.app.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * All that a run said of a window.
 *
 * @param ordinal place among the windows of its subject, from 0, by start; with the subject it
 *     pairs windows of different runs, whose ids may differ where a window starts with its first
 *     sample
 * @param answers revision by revision, at least one
 */
record Window(String subject, int ordinal, List<Answer> answers) {

  /** What was said last. */
  Answer last() {
    return answers.get(answers.size() - 1);
  }

  /** What was said last in a status. */
  Optional<Answer> in(Status status) {
    return answers.stream().filter(a -> a.status() == status).reduce((a, b) -> b);
  }
}
