package io.lacuna.app.cli;

import io.lacuna.app.evaluate.By;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the groupings of an evaluation by their words. */
final class ByConverter implements ITypeConverter<By> {
  @Override
  public By convert(String word) {
    return Arrays.stream(By.values())
        .filter(b -> b.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + word
                        + "' must be one of "
                        + Arrays.stream(By.values()).map(By::word).toList()));
  }
}
