package io.lacuna.app.config;

import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The pipelines that are to run. */
final class PipelineNames {
  /** A name is part of keys and topics. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

  private PipelineNames() {}

  /**
   * @throws ConfigException if there is none, one twice, or one that cannot be part of a key
   */
  @SuppressWarnings("unchecked")
  static List<String> of(ConfigSources sources) {
    ConfigSources.Setting given = sources.of("pipelines");
    ConfigDef.ConfigKey key = ConfigKeys.application().configKeys().get("pipelines");
    List<String> names =
        (List<String>)
            ConfigDef.parseType(
                key.name, given == null ? key.defaultValue : given.value(), ConfigDef.Type.LIST);
    boolean distinct = new TreeSet<>(names).size() == names.size();
    if (names.isEmpty() || !distinct || !names.stream().allMatch(n -> n.matches(NAME))) {
      throw new ConfigException(
          key.name,
          names,
          "must name at least one pipeline, each once, in letters, digits, _ and -");
    }
    return names;
  }
}
