package io.lacuna.wire;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that this project's generated classes may be made from a schema's names. Avro trusts
 * no class by default, since a schema from outside could name any class of the process. {@link
 * RegistryAvro} installs it; whoever reads Avro files of these records without a registry calls
 * {@link #install} first. What others trusted before stays trusted.
 */
public final class TrustedRecords {
  private static final String PACKAGE = "io.lacuna.schema.";

  static {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(before, type -> type.getName().startsWith(PACKAGE)));
  }

  private TrustedRecords() {}

  /** Has an effect once per process. */
  public static void install() {
    // the static initialiser did it
  }
}
