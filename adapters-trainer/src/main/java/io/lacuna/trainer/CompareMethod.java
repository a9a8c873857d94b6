package io.lacuna.trainer;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Methods that can be compared, under the names that the command line takes. */
enum CompareMethod {
  /** The configuration's adapter with its missing plan. */
  ADAPTER("adapter"),
  /** The configuration's adapter, trained on all that subjects have, nothing taken away. */
  COMPLETE_ONLY("complete-only"),
  /** A plain head on the base that sees the same missing plan. */
  HEAD_ONLY("head-only"),
  /** A plain head trained on all that subjects have; what is missing is zeros. */
  ZERO_FILL("zero-fill"),
  /** A linear specialist per presence mask. */
  RIDGE("ridge"),
  /** The same answer for everybody. */
  PRIOR("prior");

  private final String word;

  CompareMethod(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }

  /** Reads a method's name. */
  static final class Converter implements ITypeConverter<CompareMethod> {
    @Override
    public CompareMethod convert(String value) {
      return Arrays.stream(values())
          .filter(m -> m.word.equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' must be one of " + Arrays.toString(values())));
    }
  }

  /** The names, for help. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(m -> m.word).collect(Collectors.toList()).iterator();
    }
  }
}
