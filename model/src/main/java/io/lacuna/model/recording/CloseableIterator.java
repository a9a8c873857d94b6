package io.lacuna.model.recording;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;

/** An iterator over open files. A file that cannot be read is an {@code UncheckedIOException}. */
public interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {
  @Override
  void close() throws IOException;

  /** Over nothing. */
  static <T> CloseableIterator<T> empty() {
    Iterator<T> nothing = Collections.emptyIterator();
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return nothing.hasNext();
      }

      @Override
      public T next() {
        return nothing.next();
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
