package io.lacuna.trainer.convert;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the vectors of a modality become features. */
enum FeatureMode {
  /** Their mean, one vector. */
  MEAN,
  /** All of them, up to a number. */
  SEQUENCE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a mode's name. */
  static final class Converter implements ITypeConverter<FeatureMode> {
    @Override
    public FeatureMode convert(String value) {
      for (FeatureMode m : values()) {
        if (m.toString().equals(value)) {
          return m;
        }
      }
      throw new TypeConversionException("'" + value + "' must be mean or sequence");
    }
  }
}
