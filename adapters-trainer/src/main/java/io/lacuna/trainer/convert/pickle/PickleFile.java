package io.lacuna.trainer.convert.pickle;

import io.lacuna.trainer.convert.ConvertException;
import java.io.IOException;
import java.nio.file.Path;
import net.razorvine.pickle.PickleException;

/** A pickle file of plain values and numpy arrays. */
public final class PickleFile {
  private PickleFile() {}

  /**
   * Reads a file. Strings, numbers, {@code byte[]}, {@code null}, lists as {@code List}, tuples as
   * {@code Object[]}, dictionaries as {@code Map}, arrays as {@link NumpyArray}.
   *
   * @throws ConvertException if it asks for any other class, is damaged, or is too large
   */
  public static Object read(Path file) throws IOException {
    ConvertException.requireFile(file);
    try (PickleInput input = new PickleInput(file)) {
      try {
        return new SafeUnpickler(input).load(input);
      } catch (PickleException e) {
        throw new ConvertException(file + " " + e.getMessage(), e);
      } catch (IOException | RuntimeException e) {
        throw new ConvertException(
            file
                + " is no whole pickle: it is damaged or cut off before byte "
                + input.position()
                + " of "
                + (input.position() + input.remaining())
                + " ("
                + e.getClass().getSimpleName()
                + ")",
            e);
      } catch (OutOfMemoryError e) {
        throw ConvertException.tooLarge(file, e);
      }
    }
  }
}
