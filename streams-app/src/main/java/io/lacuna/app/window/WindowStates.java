package io.lacuna.app.window;

import io.lacuna.schema.state.OpenWindow;
import java.util.List;
import java.util.function.BiConsumer;

/** Where the windows of a task live. Window ids of a subject differ. */
public interface WindowStates {

  /**
   * The subject's windows in the order in which they were opened. The caller may change one and
   * must put it then.
   */
  List<OpenWindow> get(String subject);

  /** Keeps a window: a new one behind the subject's others, a changed one in its place. */
  void put(String subject, OpenWindow window);

  void remove(String subject, OpenWindow window);

  void forEach(BiConsumer<String, OpenWindow> visitor);
}
