package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.lacuna.wire.seal.Kek;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Keys of encryption and audit. */
final class PrivacyKeys {
  private static final String KEK = "privacy.kek";
  private static final String ACCEPTED = "privacy.kek.accepted";

  private PrivacyKeys() {}

  static ConfigDef define(ConfigDef keys) {
    return keys.define(
            KEK,
            PASSWORD,
            null,
            MEDIUM,
            "Key-encryption key that wraps the subjects' data keys: 32 bytes in base64 (`openssl rand -base64 32`), or the URI of a key management service whose Tink client is on the class path. Unset: payloads are not encrypted, and encrypted ones cannot be read.")
        .define(
            ACCEPTED,
            PASSWORD,
            null,
            MEDIUM,
            "Further key-encryption keys that data keys may be wrapped with, with commas between; for rotations.")
        .define(
            "privacy.required",
            BOOLEAN,
            false,
            MEDIUM,
            "Refuse payloads that are not encrypted; their modality is absent with `error`.")
        .define(
            "audit.required",
            BOOLEAN,
            false,
            MEDIUM,
            "Do no administrative act that cannot be recorded in <topics.prefix>.audit.v1.")
        .define(
            "audit.actor",
            STRING,
            null,
            MEDIUM,
            "Who acts, as the audit has it; unset: the user of the operating system.");
  }

  /**
   * @throws ConfigException naming the key, if a value is not allowed; never the value
   */
  static PrivacyConfig read(Map<String, Object> app) {
    String prefix = (String) app.get("topics.prefix");
    Password kek = (Password) app.get(KEK);
    boolean required = (Boolean) app.get("privacy.required");
    Password accepted = (Password) app.get(ACCEPTED);
    if (kek == null && (required || accepted != null)) {
      throw new ConfigException(
          KEK, null, "must be set where privacy.required or " + ACCEPTED + " is");
    }
    List<Password> others =
        accepted == null
            ? List.of()
            : Arrays.stream(accepted.value().split(",")).map(Password::new).toList();
    if (kek != null) {
      check(KEK, kek);
    }
    others.forEach(other -> check(ACCEPTED, other));
    return new PrivacyConfig(
        Topics.keys(prefix),
        kek,
        others,
        required,
        new PrivacyConfig.Audit(
            Topics.audit(prefix),
            (Boolean) app.get("audit.required"),
            (String) app.get("audit.actor")));
  }

  private static void check(String key, Password kek) {
    if (PrivacyConfig.isManaged(kek)) {
      return;
    }
    try {
      Kek.local(kek.value());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key, EffectiveConfig.HIDDEN, e.getMessage());
    }
  }
}
