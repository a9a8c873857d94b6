package io.lacuna.app.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The repository's docker-compose.yml, anchors and merges resolved. */
record ComposeFile(Map<String, Object> content) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static ComposeFile load() throws IOException {
    return new ComposeFile(yaml(ROOT.resolve("docker-compose.yml")));
  }

  static Map<String, Object> yaml(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    }
  }

  @SuppressWarnings("unchecked")
  Map<String, Map<String, Object>> services() {
    return (Map<String, Map<String, Object>>) (Map<String, ?>) content.get("services");
  }

  Map<String, Object> service(String name) {
    return services().get(name);
  }

  /** The named volumes. */
  @SuppressWarnings("unchecked")
  Set<String> volumes() {
    return ((Map<String, Object>) content.get("volumes")).keySet();
  }

  /** Name and tag of a service's image. */
  String[] image(String service) {
    return ((String) service(service).get("image")).split(":", 2);
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> environment(String service) {
    return (Map<String, Object>) service(service).getOrDefault("environment", Map.of());
  }

  /** A list of the service such as {@code ports}; empty when it has none. */
  @SuppressWarnings("unchecked")
  List<String> list(String service, String key) {
    return (List<String>) service(service).getOrDefault(key, List.of());
  }

  /** Condition per service that must come first. */
  @SuppressWarnings("unchecked")
  Map<String, Map<String, String>> dependencies(String service) {
    return (Map<String, Map<String, String>>) service(service).getOrDefault("depends_on", Map.of());
  }
}
