package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.score.ScoringModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The configuration of a replay: that of the service, without broker and registry. */
final class ReplayConfig {
  @Mixin private ConfigOptions options;

  @Option(
      names = "--policy",
      paramLabel = "KEY=VALUE",
      split = ",",
      description =
          "Keys of the pipeline's window policy, e.g. --policy window.wait.audio=5s,window.emit=final-only.")
  private Map<String, String> policy = new LinkedHashMap<>();

  /**
   * The recording's pipeline alone, whatever others the service runs.
   *
   * @param pipeline the one that the recording feeds
   * @param shape batch.shape
   */
  AppConfig load(String pipeline, String shape) throws IOException {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("bootstrap.servers", "unused:1");
    defaults.put("schema.registry.url", "mock://replay");
    defaults.put("models.dir", home("models").toString());
    defaults.put("pipelines", pipeline);
    Map<String, String> last = new HashMap<>();
    last.put("batch.shape", shape);
    policy.forEach((key, value) -> last.put(pipeline + "." + key, value));
    AppConfig service = options.load(defaults, last);
    List<PipelineConfig> own =
        service.pipelines().stream().filter(p -> p.name().equals(pipeline)).toList();
    if (own.isEmpty()) {
      throw new ConfigException(
          "pipelines",
          service.pipelines().stream().map(PipelineConfig::name).toList(),
          "must hold " + pipeline + ", which the recording is of");
    }
    return service.withPipelines(own);
  }

  /** What was changed of the window policy. */
  Map<String, String> policy() {
    return policy;
  }

  /**
   * @param adapter id of the adapter for everything, or null for the routes of the configuration
   */
  static RoutingTable routes(PipelineConfig pipeline, ScoringModel model, String adapter) {
    Map<String, String> digests = new LinkedHashMap<>();
    model.adapters().forEach(digest -> digests.put(model.adapterId(digest), digest));
    if (adapter == null) {
      return RoutingTable.of(pipeline.routes(), digests, model.defaultAdapter());
    }
    if (!digests.containsKey(adapter)) {
      throw new ConfigException("--adapter", adapter, "must be one of " + digests.keySet());
    }
    return RoutingTable.of(List.of(), digests, digests.get(adapter));
  }

  /** A path below the installation, which the launcher names. */
  private static Path home(String name) {
    return Path.of(System.getProperty("lacuna.home", ".")).resolve(name);
  }
}
