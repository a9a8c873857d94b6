package io.lacuna.app.window;

import io.lacuna.schema.state.SubjectWindows;
import java.util.function.BiConsumer;

/** Where the windows of a task live. A subject without windows has no entry. */
public interface WindowStates {

  /** The subject's windows, or null. The caller may change the result and must put it back. */
  SubjectWindows get(String subject);

  /** Replaces the subject's windows; null deletes them. */
  void put(String subject, SubjectWindows windows);

  void forEach(BiConsumer<String, SubjectWindows> visitor);
}
