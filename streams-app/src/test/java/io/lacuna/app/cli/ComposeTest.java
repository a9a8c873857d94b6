package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigKeys;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docker-compose.yml and ops/ against the code. No container engine is asked: that an image starts
 * is not shown here.
 */
class ComposeTest {
  private static final Path ROOT = ComposeFile.ROOT;
  private static final List<String> APPLICATIONS = List.of("topics", "app", "app-gpu");

  private final ComposeFile compose;
  private final String pom;

  ComposeTest() throws IOException {
    this.compose = ComposeFile.load();
    this.pom = Files.readString(ROOT.resolve("pom.xml"));
  }

  @Test
  void imagesAreOfTheVersionsThatTheBuildTests() {
    assertThat(compose.image("broker")).containsExactly("apache/kafka", property("kafka.version"));
    assertThat(compose.image("registry"))
        .containsExactly("apicurio/apicurio-registry", property("apicurio.version"));
    assertThat(compose.image("registry-confluent"))
        .containsExactly("confluentinc/cp-schema-registry", property("confluent.version"));
    String version = find(pom, "<artifactId>lacuna</artifactId>\\s*<version>([^<]+)<");
    assertThat(compose.image("app")).containsExactly("lacuna/streams-app", version);
    assertThat(compose.image("topics")).isEqualTo(compose.image("app"));
    assertThat(compose.image("app-gpu")[1]).isEqualTo(version + "-gpu");
  }

  @Test
  void everyImageIsPinned() {
    for (String service : compose.services().keySet()) {
      assertThat(compose.image(service)).as(service).hasSize(2);
      assertThat(compose.image(service)[1]).as(service).matches("v?\\d+\\.\\d+\\.\\d+.*");
    }
  }

  @Test
  void portsAreOnLoopbackAndDoNotCollide() {
    List<String> published = new ArrayList<>();
    for (String service : compose.services().keySet()) {
      for (String port : compose.list(service, "ports")) {
        assertThat(port).as(service).matches("127\\.0\\.0\\.1:\\d+:\\d+");
        published.add(port.split(":")[1]);
      }
    }
    assertThat(published).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void theApplicationUnderstandsItsEnvironmentAndItsCommand() throws IOException {
    for (String service : APPLICATIONS) {
      Map<String, String> environment = new HashMap<>();
      compose
          .environment(service)
          .forEach((key, value) -> environment.put(key, withDefaults(value.toString())));
      environment.keySet().removeIf(key -> !key.startsWith("LACUNA_"));
      AppConfig config = ConfigLoader.load(Map.of(), environment, Map.of());
      assertThat(environment.keySet()).as(service).isSubsetOf(knownVariables());
      assertThat(config.pipelines().stream().map(PipelineConfig::name))
          .containsExactly("patient", "utterance");
      assertThat(config.bootstrapServers()).isEqualTo("broker:29092");
      String port = config.web().host() + ":" + config.web().port();
      assertThat(port).as("reachable from the other containers").isEqualTo("0.0.0.0:8080");
      assertThat(Files.readString(ROOT.resolve("ops/prometheus/prometheus.yml")))
          .as("Prometheus shows the token")
          .contains("credentials: " + config.web().token().value());
      String[] command = compose.list(service, "command").toArray(String[]::new);
      assertThat(Main.commandLine().parseArgs(command).subcommand()).as(service).isNotNull();
    }
  }

  @Test
  void theTopicServiceMakesTheTopicsOfTheCodeAndRunsOnce() throws IOException {
    List<String> command = compose.list("topics", "command");
    assertThat(command).startsWith("topics", "create").contains("retention.ms=-1");
    assertThat(compose.service("topics").get("restart")).isEqualTo("no");
    assertThat(compose.environment("topics")).isEqualTo(compose.environment("app"));
    // the comment that tells people which topics there will be
    String text = Files.readString(ROOT.resolve("docker-compose.yml"));
    String listed = find(text, "(?m)^  # runs once: (.*)$");
    Set<String> roles = new TreeSet<>(List.of(find(listed, "\\{(.*)}").split(",")));
    Set<String> expanded = new TreeSet<>();
    Set<String> topics = new TreeSet<>();
    AppConfig config =
        ConfigLoader.load(
            Map.of("bootstrap.servers", "b:1", "schema.registry.url", "mock://compose"),
            Map.of(),
            Map.of());
    for (PipelineConfig pipeline : config.pipelines()) {
      topics.addAll(pipeline.topics().all());
      for (String role : roles) {
        expanded.add(
            listed.replace("<pipeline>", pipeline.name()).replaceAll("\\{.*}", role).strip());
      }
    }
    assertThat(expanded).isEqualTo(topics);
  }

  @Test
  void servicesWaitForWhatTheyNeed() {
    assertThat(compose.dependencies("app"))
        .containsEntry("broker", Map.of("condition", "service_healthy"))
        .containsEntry("registry", Map.of("condition", "service_healthy"))
        .containsEntry("topics", Map.of("condition", "service_completed_successfully"));
    for (String service : compose.services().keySet()) {
      compose
          .dependencies(service)
          .forEach(
              (needed, how) -> {
                assertThat(compose.services()).as(service).containsKey(needed);
                if (how.get("condition").equals("service_healthy")) {
                  assertThat(compose.service(needed)).as(needed).containsKey("healthcheck");
                }
              });
    }
  }

  @Test
  void mountedFilesAndVolumesExist() {
    for (String service : compose.services().keySet()) {
      for (String mount : compose.list(service, "volumes")) {
        String source = mount.split(":")[0];
        if (source.startsWith("./ops")) {
          assertThat(ROOT.resolve(source)).as(service).isDirectory();
        } else if (!source.startsWith("./")) {
          assertThat(compose.volumes()).as(service).contains(source);
        }
      }
    }
    assertThat(compose.content()).as("older engines refuse it").doesNotContainKey("name");
  }

  @Test
  void optionalServicesAreBehindProfiles() {
    assertThat(compose.list("kafka-ui", "profiles")).containsExactly("ui");
    assertThat(compose.list("registry-confluent", "profiles")).containsExactly("confluent");
    assertThat(compose.list("app-gpu", "profiles")).containsExactly("gpu");
    assertThat(compose.service("app-gpu").get("deploy").toString())
        .contains("driver=nvidia")
        .contains("capabilities=[gpu]");
  }

  @Test
  void prometheusLooksWhereTheApplicationsAnswer() throws IOException {
    String text = Files.readString(ROOT.resolve("ops/prometheus/prometheus.yml"));
    assertThat(ComposeFile.yaml(ROOT.resolve("ops/prometheus/prometheus.yml")))
        .containsKey("scrape_configs");
    Matcher target = Pattern.compile("targets: \\[\"([a-z-]+):(\\d+)\"]").matcher(text);
    List<String> hosts = new ArrayList<>();
    while (target.find()) {
      hosts.add(target.group(1));
      assertThat(compose.environment(target.group(1)).get("LACUNA_WEB_PORT"))
          .isEqualTo(target.group(2));
    }
    assertThat(hosts).containsExactly("app", "app-gpu");
  }

  @Test
  void theImageStartsTheApplicationWithTheFlagsThatNativeCodeNeeds() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("streams-app/Dockerfile"));
    for (String flag : property("native.flags").split(" ")) {
      assertThat(dockerfile).contains("\"" + flag + "\"");
    }
    assertThat(dockerfile)
        .contains("\"" + Main.class.getName() + "\"")
        .containsPattern("(?m)^FROM eclipse-temurin:17\\.\\d+\\.\\d+_\\d+-jre")
        .containsPattern("(?m)^USER \\d+");
  }

  /** What compose makes of {@code ${NAME:-default}} where NAME is not set. */
  private static String withDefaults(String value) {
    return value.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }

  /** Every variable that the application reads. */
  private static Set<String> knownVariables() {
    Set<String> variables = new TreeSet<>();
    ConfigKeys.application()
        .names()
        .forEach(key -> variables.add("LACUNA_" + key.toUpperCase(Locale.ROOT).replace('.', '_')));
    return variables;
  }

  private String property(String name) {
    return find(pom, "<" + Pattern.quote(name) + ">([^<]+)</");
  }

  private static String find(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    assertThat(m.find()).as("%s", pattern).isTrue();
    return m.group(1);
  }
}
