package io.lacuna.trainer.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user's file cannot be converted. The message names file, place and what is allowed. */
public final class ConvertException extends IOException {
  private static final long serialVersionUID = 1L;

  public ConvertException(String message) {
    super(message);
  }

  public ConvertException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What is not there is told like all else that does not fit.
   *
   * @throws ConvertException if it is no file
   */
  public static void requireFile(Path file) throws ConvertException {
    if (!Files.isRegularFile(file)) {
      throw new ConvertException(file + " is not there or no file");
    }
  }

  /** A file whose content does not fit into the memory there is. */
  public static ConvertException tooLarge(Path file, OutOfMemoryError cause) {
    return new ConvertException(
        file
            + " needs more memory than the "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB there are; set LACUNA_HEAP, e.g. LACUNA_HEAP=8g",
        cause);
  }
}
