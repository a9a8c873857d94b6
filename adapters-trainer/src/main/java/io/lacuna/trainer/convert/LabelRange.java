package io.lacuna.trainer.convert;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The range of a regression. */
record LabelRange(double min, double max) {
  /** The value inside the range; what is moved is counted. */
  double clamp(double value, String where, Tally tally) throws ConvertException {
    if (Double.isNaN(value)) {
      throw new ConvertException(where + ": the label must be a number");
    }
    if (value < min || value > max) {
      tally.add("labels moved into [" + min + ", " + max + "]");
    }
    return Math.max(min, Math.min(max, value));
  }

  /** Reads {@code MIN,MAX}. */
  static final class Converter implements ITypeConverter<LabelRange> {
    @Override
    public LabelRange convert(String value) {
      String[] ends = value.split(",", -1);
      try {
        LabelRange range = new LabelRange(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
        if (ends.length == 2 && range.min < range.max && Double.isFinite(range.max - range.min)) {
          return range;
        }
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new TypeConversionException("'" + value + "' must be two numbers, e.g. -3,3");
      }
      throw new TypeConversionException("'" + value + "' must be MIN,MAX with MIN < MAX");
    }
  }
}
