package io.lacuna.app.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.web.WebSettings;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pods of ops/kubernetes are told, as the application reads it. */
class KubernetesConfigTest {
  private static final Pattern SECRET = Pattern.compile("\\$\\{dir:([^:}]+):([^}]+)}");

  @TempDir private Path secrets;
  private final Map<String, String> properties = new HashMap<>();
  private Container container;

  @BeforeEach
  void read() throws IOException {
    Properties file = new Properties();
    try (Reader reader =
        Files.newBufferedReader(Manifests.FOLDER.resolve("base/lacuna.properties"))) {
      file.load(reader);
    }
    file.forEach((key, value) -> properties.put((String) key, (String) value));
    container = Manifests.statefulSet().getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  @Test
  void theApplicationTakesItsSettings() throws IOException {
    AppConfig config = load();
    assertThat(config.instanceId()).as("static membership").isEqualTo("lacuna-0");
    assertThat(ClientSettings.streams(config))
        .containsEntry("main.consumer.group.instance.id", "lacuna-0");
    assertThat(ClientSettings.connection(config))
        .containsEntry("sasl.jaas.config", "value of kafka-jaas");
    WebSettings page =
        new WebSettings(
            config.web().host(), config.web().port(), Optional.of(config.web().token().value()));
    assertThat(page.token()).contains("value of web-token");
    assertThat(config.stateDir().startsWith(mount("state"))).isTrue();
    assertThat(config.adapters().modelsDir()).isEqualTo(Path.of(mount("models")));
  }

  @Test
  void itIsStartedWithTheMountedFile() {
    assertThat(container.getArgs())
        .containsExactly("run", "--config", mount("config") + "/lacuna.properties");
  }

  @Test
  void portsAreTheSameEverywhere() throws IOException {
    AppConfig config = load();
    assertThat(container.getPorts()).hasSize(1);
    assertThat(container.getPorts().get(0).getContainerPort()).isEqualTo(config.web().port());
    String name = container.getPorts().get(0).getName();
    PodMonitor monitor = (PodMonitor) Manifests.read("base/podmonitor.yaml").get(0);
    assertThat(monitor.getSpec().getPodMetricsEndpoints().get(0).getPort()).isEqualTo(name);
    NetworkPolicy policy = (NetworkPolicy) Manifests.read("base/networkpolicy.yaml").get(0);
    assertThat(policy.getSpec().getIngress().get(0).getPorts())
        .extracting(p -> p.getPort().getStrVal())
        .containsExactly(name);
    Set<Integer> outwards =
        policy.getSpec().getEgress().stream()
            .flatMap(e -> e.getPorts().stream())
            .map(p -> p.getPort().getIntVal())
            .collect(Collectors.toCollection(TreeSet::new));
    int broker = Integer.parseInt(config.bootstrapServers().replaceAll(".*:", ""));
    int registry = URI.create(properties.get("schema.registry.url")).getPort();
    assertThat(outwards).containsExactlyInAnyOrder(53, broker, registry);
  }

  @Test
  void everySecretIsAFileOfTheMountedSecret() throws IOException {
    Set<String> keys = new TreeSet<>();
    SECRET
        .matcher(String.join("\n", properties.values()))
        .results()
        .forEach(
            m -> {
              assertThat(m.group(1)).isEqualTo(mount("secrets"));
              keys.add(m.group(2));
            });
    keys.add(
        properties.get("kafka.ssl.truststore.location").substring(mount("secrets").length() + 1));
    PodMonitor monitor = (PodMonitor) Manifests.read("base/podmonitor.yaml").get(0);
    SecretKeySelector credentials =
        monitor.getSpec().getPodMetricsEndpoints().get(0).getAuthorization().getCredentials();
    assertThat(keys).contains(credentials.getKey());
    String page = Files.readString(Manifests.FOLDER.resolve("../../docs/kubernetes.md"));
    String made = "create secret generic " + credentials.getName();
    assertThat(page).contains(made);
    keys.forEach(key -> assertThat(page).as("the page says how to make it").contains("=" + key));
  }

  private AppConfig load() throws IOException {
    Map<String, String> file = new HashMap<>();
    for (Map.Entry<String, String> e : properties.entrySet()) {
      SECRET
          .matcher(e.getValue())
          .results()
          .forEach(m -> write(secrets.resolve(m.group(2)), "value of " + m.group(2)));
      file.put(e.getKey(), SECRET.matcher(e.getValue()).replaceAll("\\${dir:" + secrets + ":$2}"));
    }
    Map<String, String> environment = new HashMap<>();
    List<EnvVar> variables = container.getEnv();
    variables.forEach(v -> environment.put(v.getName(), v.getValue()));
    assertThat(
            variables.stream()
                .filter(v -> v.getValueFrom() != null)
                .map(v -> v.getValueFrom().getFieldRef().getFieldPath()))
        .containsExactly("metadata.name");
    environment.put("LACUNA_INSTANCE_ID", "lacuna-0");
    return ConfigLoader.load(file, environment, Map.of());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String mount(String volume) {
    return container.getVolumeMounts().stream()
        .filter(m -> m.getName().equals(volume))
        .map(VolumeMount::getMountPath)
        .findFirst()
        .orElseThrow();
  }
}
