package io.lacuna.app.embedded;

/** An answer other than yes, under the error codes of the Confluent registry's interface. */
final class RegistryRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int CODES_PER_STATUS = 100;
  private static final int STATUS_LIMIT = 1000;

  private final int code;

  private RegistryRefusal(int code, String message) {
    super(message);
    this.code = code;
  }

  static RegistryRefusal noSubject(String subject) {
    return new RegistryRefusal(40401, "Subject '" + subject + "' not found.");
  }

  static RegistryRefusal noVersion(String version) {
    return new RegistryRefusal(40402, "Version " + version + " not found.");
  }

  static RegistryRefusal noSchema(String what) {
    return new RegistryRefusal(40403, "Schema " + what + " not found.");
  }

  static RegistryRefusal noCompatibilityOfItsOwn(String subject) {
    return new RegistryRefusal(
        40408, "Subject '" + subject + "' does not have subject-level compatibility configured.");
  }

  static RegistryRefusal incompatible(String subject, String why) {
    return new RegistryRefusal(
        409, "Schema is incompatible with an earlier one of subject '" + subject + "': " + why);
  }

  static RegistryRefusal invalidSchema(String why) {
    return new RegistryRefusal(42201, "Invalid schema: " + why);
  }

  static RegistryRefusal invalidVersion(String version) {
    return new RegistryRefusal(
        42202, "Version '" + version + "' must be 'latest' or a number from 1 on.");
  }

  static RegistryRefusal invalidCompatibility(String level) {
    return new RegistryRefusal(42203, "Invalid compatibility level: " + level);
  }

  int code() {
    return code;
  }

  /** The HTTP status that goes with the code: its first three digits. */
  int status() {
    return code < STATUS_LIMIT ? code : code / CODES_PER_STATUS;
  }
}
