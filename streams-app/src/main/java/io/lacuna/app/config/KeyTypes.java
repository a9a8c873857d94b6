package io.lacuna.app.config;

import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What values keys take, beyond the types that the client library knows. */
final class KeyTypes {
  static final ConfigDef.Validator DURATION =
      checked(Durations::parse, "a duration such as 250ms, 30s or PT5M");
  static final ConfigDef.Validator SHARE =
      ConfigDef.LambdaValidator.with(
          (key, value) -> {
            double share = (Double) value;
            if (!(share >= 0 && share <= 1)) {
              throw new ConfigException(key, value, "must be in [0, 1]");
            }
          },
          () -> "0 to 1");

  static final ConfigDef.Validator TOPIC_PART =
      checked(
          text -> {
            if (!text.matches("[A-Za-z0-9._-]{1,100}")) {
              throw new IllegalArgumentException("must be 1 to 100 letters, digits, '.', _ and -");
            }
          },
          "1 to 100 letters, digits, '.', _ and -");

  static final ConfigDef.Validator TOPIC =
      checked(
          text -> {
            if (!text.matches("[A-Za-z0-9._-]{1,249}")) {
              throw new IllegalArgumentException("must be 1 to 249 letters, digits, '.', _ and -");
            }
          },
          "a topic name");

  private KeyTypes() {}

  /** A size in bytes from {@code least} to {@code most}. */
  static ConfigDef.Validator size(long least, long most) {
    String allowed =
        "a size such as 512KiB or 64MiB, from " + Sizes.text(least) + " to " + Sizes.text(most);
    return checked(
        text -> {
          long bytes = Sizes.parse(text);
          if (bytes < least || bytes > most) {
            throw new IllegalArgumentException("must be " + allowed);
          }
        },
        allowed);
  }

  /**
   * @param parser refuses with an IllegalArgumentException
   * @param allowed in words
   */
  static ConfigDef.Validator checked(Consumer<String> parser, String allowed) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          try {
            if (value != null) {
              parser.accept((String) value);
            }
          } catch (IllegalArgumentException e) {
            throw new ConfigException(key, value, e.getMessage());
          }
        },
        () -> allowed);
  }
}
