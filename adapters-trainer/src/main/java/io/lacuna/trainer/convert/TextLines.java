package io.lacuna.trainer.convert;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the small tables that people write. */
final class TextLines {
  private TextLines() {}

  /**
   * All lines of a file.
   *
   * @throws ConvertException if it is not there or no UTF-8 text
   */
  static List<String> of(Path file) throws IOException {
    ConvertException.requireFile(file);
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new ConvertException(file + " is no UTF-8 text", e);
    }
  }
}
