package io.lacuna.app.window;

import io.lacuna.schema.state.SubjectWindows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** A store that copies like a real one. */
final class Memory implements WindowStates {
  private final Map<String, ByteBuffer> windows = new HashMap<>();

  @Override
  public SubjectWindows get(String subject) {
    ByteBuffer bytes = windows.get(subject);
    try {
      return bytes == null ? null : SubjectWindows.fromByteBuffer(bytes.duplicate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(String subject, SubjectWindows value) {
    try {
      if (value == null) {
        windows.remove(subject);
      } else {
        windows.put(subject, value.toByteBuffer());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void forEach(BiConsumer<String, SubjectWindows> visitor) {
    windows.keySet().stream().sorted().toList().forEach(s -> visitor.accept(s, get(s)));
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }
}
