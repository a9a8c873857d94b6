package io.lacuna.app.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where settings come from. The command line wins over system properties, these over the
 * environment, that over the file, and all over what the program falls back on.
 */
public final class ConfigSources {
  private static final String VARIABLE = "LACUNA_";
  private static final String PROPERTY = "lacuna.";

  /** Variables and properties that are read elsewhere. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "LACUNA_CACHE",
          "LACUNA_CLASSPATH",
          "LACUNA_DATA",
          "LACUNA_HEAP",
          "LACUNA_LOG_FORMAT",
          "LACUNA_LOG_LEVEL",
          "LACUNA_OPTS",
          "LACUNA_STACKTRACE",
          "LACUNA_TORCH_THREADS",
          "lacuna.home");

  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "LACUNA_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT_\\d+_(TCP|UDP)_(PROTO|PORT|ADDR))");

  /**
   * A value and where it was said.
   *
   * @param origin for people, e.g. {@code environment LACUNA_DEVICE}
   */
  record Setting(String value, String origin) {}

  private final Map<String, Setting> file = new TreeMap<>();
  private final Map<String, String> environment;
  private final Map<String, String> properties;
  private final Map<String, Setting> commandLine = new TreeMap<>();

  /**
   * @param environment of the process; {@code LACUNA_} and a key in upper case, with underscores
   * @param properties of the process; {@code lacuna.} and a key
   */
  public ConfigSources(Map<String, String> environment, Map<String, String> properties) {
    Map<String, String> own = new HashMap<>(environment);
    own.entrySet().removeIf(e -> isServiceLink(e.getKey(), e.getValue()));
    this.environment = Map.copyOf(own);
    this.properties = Map.copyOf(properties);
  }

  /** Kubernetes tells every pod where a service is; one called lacuna gives LACUNA_SERVICE_HOST. */
  private static boolean isServiceLink(String name, String value) {
    return value.matches("(tcp|udp)://.*") || SERVICE_LINK.matcher(name).matches();
  }

  /** Adds what holds where nothing else is said. */
  public ConfigSources fallBackOn(Map<String, String> values) {
    values.forEach((key, value) -> file.putIfAbsent(key, new Setting(value, "this verb")));
    return this;
  }

  /**
   * @param name of the file, for people
   */
  public ConfigSources file(String name, Map<String, String> values) {
    values.forEach((key, value) -> file.put(key, new Setting(value, "file " + name)));
    return this;
  }

  public ConfigSources commandLine(Map<String, String> values) {
    values.forEach((key, value) -> commandLine.put(key, new Setting(value, "command line")));
    return this;
  }

  /** The strongest value of one key, or null. */
  Setting of(String key) {
    return settings(List.of(key)).get(key);
  }

  /**
   * The strongest value of each key that has one, keys of the file and the command line that nobody
   * knows included.
   *
   * @param known keys that the environment and system properties may set
   */
  Map<String, Setting> settings(Collection<String> known) {
    Map<String, Setting> all = new TreeMap<>(file);
    for (String key : known) {
      String variable = variable(key);
      if (environment.containsKey(variable)) {
        all.put(key, new Setting(environment.get(variable), "environment " + variable));
      }
    }
    passed(environment, VARIABLE)
        .forEach(
            (key, name) -> all.put(key, new Setting(environment.get(name), "environment " + name)));
    for (String key : known) {
      if (properties.containsKey(PROPERTY + key)) {
        all.put(key, new Setting(properties.get(PROPERTY + key), "system property"));
      }
    }
    passed(properties, PROPERTY)
        .forEach((key, name) -> all.put(key, new Setting(properties.get(name), "system property")));
    all.putAll(commandLine);
    return all;
  }

  /** Keys that are handed on to the clients, by the name under which a source has them. */
  private static Map<String, String> passed(Map<String, String> source, String prefix) {
    Map<String, String> passed = new TreeMap<>();
    for (String name : source.keySet()) {
      if (name.startsWith(prefix)) {
        String key = key(name, prefix);
        if (PassedKeys.isPassed(key) && !key.equals("schema.registry.url")) {
          passed.put(key, name);
        }
      }
    }
    return passed;
  }

  /**
   * @throws ConfigException if the environment or a system property names a key that is not known
   */
  void refuseUnknown(Collection<String> known) {
    // what people read, and the key that it would be
    Map<String, String> strangers = new TreeMap<>();
    List<String> variables = known.stream().map(ConfigSources::variable).toList();
    Map<String, String> handed = passed(environment, VARIABLE);
    for (String name : environment.keySet()) {
      if (name.startsWith(VARIABLE)
          && !NO_SETTINGS.contains(name)
          && !variables.contains(name)
          && !handed.containsValue(name)) {
        strangers.put("environment variable " + name, key(name, VARIABLE));
      }
    }
    for (String name : properties.keySet()) {
      if (name.startsWith(PROPERTY)
          && !NO_SETTINGS.contains(name)
          && !known.contains(name.substring(PROPERTY.length()))
          && !passed(properties, PROPERTY).containsValue(name)) {
        strangers.put("system property " + name, name.substring(PROPERTY.length()));
      }
    }
    if (!strangers.isEmpty()) {
      throw new ConfigException(
          "unknown "
              + String.join(", ", strangers.keySet())
              + "; "
              + KnownKeys.closest(known, strangers.values().iterator().next()));
    }
  }

  private static String key(String name, String prefix) {
    return name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  static String variable(String key) {
    return VARIABLE + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
