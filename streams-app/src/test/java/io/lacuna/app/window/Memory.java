package io.lacuna.app.window;

import io.lacuna.schema.state.OpenWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A store that copies: a window that was changed and not put is as it was. */
final class Memory implements WindowStates {
  private final Map<String, Map<String, ByteBuffer>> windows = new TreeMap<>();

  @Override
  public List<OpenWindow> get(String subject) {
    return windows.getOrDefault(subject, Map.of()).values().stream().map(Memory::decode).toList();
  }

  @Override
  public void put(String subject, OpenWindow w) {
    try {
      windows
          .computeIfAbsent(subject, s -> new LinkedHashMap<>())
          .put(w.getWindowId(), w.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void remove(String subject, OpenWindow w) {
    windows.get(subject).remove(w.getWindowId());
    windows.values().removeIf(Map::isEmpty);
  }

  @Override
  public void forEach(BiConsumer<String, OpenWindow> visitor) {
    windows.keySet().forEach(subject -> get(subject).forEach(w -> visitor.accept(subject, w)));
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  private static OpenWindow decode(ByteBuffer bytes) {
    try {
      return OpenWindow.fromByteBuffer(bytes.duplicate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
