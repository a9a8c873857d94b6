package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.EffectiveConfig.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourcesTest {
  private static final Map<String, String> NEEDED =
      Map.of("bootstrap.servers", "b:1", "schema.registry.url", "http://r:1");

  @TempDir Path dir;

  private static ConfigSources sources(
      Map<String, String> environment, Map<String, String> system) {
    return new ConfigSources(environment, system).file("one.properties", NEEDED);
  }

  private static Entry entry(ConfigSources sources, String key) {
    return ConfigLoader.effective(sources).entries().stream()
        .filter(e -> e.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theStrongestSourceWinsAndIsNamed() {
    Map<String, String> environment =
        Map.of(
            "LACUNA_BATCH_MAX_SIZE", "2",
            "LACUNA_BATCH_DEPTH", "2000",
            "LACUNA_WEB_PORT", "2",
            "HOME", "/root");
    Map<String, String> system =
        Map.of("lacuna.batch.max.size", "3", "lacuna.batch.depth", "3000", "lacuna.home", "x");
    ConfigSources sources =
        sources(environment, system)
            .fallBackOn(Map.of("device", "gpu:0"))
            .commandLine(Map.of("batch.max.size", "4"));
    AppConfig config = ConfigLoader.load(sources);
    assertThat(config.batch().maxSize()).isEqualTo(4);
    assertThat(config.batch().depth()).isEqualTo(3000);
    assertThat(config.web().port()).isEqualTo(2);
    assertThat(config.device()).isEqualTo("gpu:0");
    assertThat(entry(sources, "batch.max.size").origin()).isEqualTo("command line");
    assertThat(entry(sources, "batch.depth").origin()).isEqualTo("system property");
    assertThat(entry(sources, "web.port").origin()).isEqualTo("environment LACUNA_WEB_PORT");
    assertThat(entry(sources, "bootstrap.servers").origin()).isEqualTo("file one.properties");
    assertThat(entry(sources, "tick.interval"))
        .isEqualTo(new Entry("tick.interval", "100ms", "default"));
  }

  @Test
  void theEnvironmentReachesTheClients() {
    AppConfig config =
        ConfigLoader.load(
            sources(
                Map.of(
                    "LACUNA_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                    "LACUNA_BASIC_AUTH_USER_INFO", "me:word",
                    "LACUNA_SCHEMA_REGISTRY_URL", "http://other:1"),
                Map.of("lacuna.kafka.sasl.mechanism", "SCRAM-SHA-512")));
    assertThat(config.kafka())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    assertThat(config.registry())
        .containsEntry("basic.auth.user.info", "me:word")
        .containsEntry("schema.registry.url", "http://other:1");
  }

  @Test
  void whatNobodyKnowsIsRefusedWhereverItStands() {
    assertThatThrownBy(
            () -> ConfigLoader.load(sources(Map.of("LACUNA_BATCH_MAXSIZE", "2"), Map.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("environment variable LACUNA_BATCH_MAXSIZE")
        .hasMessageContaining("closest are batch.max.size")
        .hasMessageContaining("./lacuna reference config")
        .hasMessageNotContaining("web.token");
    assertThatThrownBy(
            () -> ConfigLoader.load(sources(Map.of(), Map.of("lacuna.batch.maxsize", "2"))))
        .hasMessageContaining("system property lacuna.batch.maxsize");
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    sources(Map.of(), Map.of()).commandLine(Map.of("batch.maxsize", "2"))))
        .hasMessageContaining("unknown key batch.maxsize; the closest are batch.max.size, ");
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    sources(Map.of(), Map.of()).commandLine(Map.of("window.size", "2s"))))
        .hasMessageContaining("patient.window.size")
        .hasMessageContaining("utterance.window.size");
  }

  @Test
  void aKeyOfAPipelineThatDoesNotRunSaysSo() {
    ConfigSources sources =
        sources(Map.of(), Map.of())
            .commandLine(Map.of("pipelines", "utterance", "patient.window.size", "2s"));
    assertThatThrownBy(() -> ConfigLoader.load(sources))
        .hasMessage("unknown key patient.window.size; patient is none of pipelines = [utterance]");
    ConfigSources odd = sources(Map.of(), Map.of()).commandLine(Map.of("nonsense", "2s"));
    assertThatThrownBy(() -> ConfigLoader.load(odd))
        .hasMessage("unknown key nonsense; `./lacuna reference config` prints all keys");
    ConfigSources empty = sources(Map.of(), Map.of()).commandLine(Map.of("", "2s"));
    assertThatThrownBy(() -> ConfigLoader.load(empty))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("unknown key ; ");
  }

  @Test
  void whatKubernetesSaysAboutAServiceIsNoSetting() {
    Map<String, String> environment =
        Map.of(
            "LACUNA_SERVICE_HOST", "10.0.0.1",
            "LACUNA_SERVICE_PORT_WEB", "8080",
            "LACUNA_PORT", "tcp://10.0.0.1:8080",
            "LACUNA_PORT_8080_TCP_ADDR", "10.0.0.1",
            "LACUNA_WEB_PORT", "tcp://10.0.0.1:8080");
    assertThat(ConfigLoader.load(sources(environment, Map.of())).web().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "patient,patient", "a.b", "a b"})
  void pipelinesHaveNamesThatCanBePartsOfKeys(String names) {
    assertThatThrownBy(
            () -> ConfigLoader.load(sources(Map.of("LACUNA_PIPELINES", names), Map.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("pipelines");
  }

  @Test
  void aPipelineWithADashIsSetByTheEnvironment() {
    ConfigSources sources =
        sources(
            Map.of("LACUNA_PIPELINES", "call-centre", "LACUNA_CALL_CENTRE_WINDOW_SIZE", "7s"),
            Map.of());
    assertThat(ConfigLoader.load(sources).pipelines().get(0).window().size())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"num.stream.threads, many", "patient.window.size, s3cret", "web.port, 99999"})
  void aRefusalNamesTheWholeKeyAndNoSecret(String key, String secret) throws IOException {
    Files.writeString(dir.resolve("secret"), secret + "\n");
    ConfigSources sources =
        sources(Map.of(), Map.of()).commandLine(Map.of(key, "${dir:" + dir + ":secret}"));
    assertThatThrownBy(() -> ConfigLoader.load(sources))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageNotContaining(secret);
  }

  @Test
  void aPasswordBesideABrokenReferenceIsNotShown() {
    String value = "login password=\"s3cret\" user=\"${env:LACUNA_NOT_THERE_AT_ALL}\"";
    ConfigSources sources =
        sources(Map.of(), Map.of()).commandLine(Map.of("kafka.sasl.jaas.config", value));
    assertThatThrownBy(() -> ConfigLoader.load(sources))
        .hasMessageContaining("kafka.sasl.jaas.config")
        .hasMessageContaining("${env:LACUNA_NOT_THERE_AT_ALL}")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void theLoginInAUrlIsHidden() {
    ConfigSources sources =
        sources(Map.of(), Map.of())
            .commandLine(Map.of("schema.registry.url", "https://me:word@a:1,http://b:2"));
    assertThat(entry(sources, "schema.registry.url").value())
        .isEqualTo("https://(hidden)@a:1,http://b:2");
  }

  @ParameterizedTest
  @CsvSource({
    "batch.depth, 3, batch.depth = 3",
    "patient.window.size, 0s, window.size",
    "patient.window.size, 99999999999999999999s, patient.window.size",
    "topics.prefix, a b, topics.prefix"
  })
  void whatDoesNotGoTogetherIsRefusedAsConfiguration(String key, String value, String named) {
    assertThatThrownBy(
            () -> ConfigLoader.load(sources(Map.of(), Map.of()).commandLine(Map.of(key, value))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(named);
  }

  @Test
  void secretsComeFromElsewhereAndAreNeverShown() throws IOException {
    Path file = Files.writeString(dir.resolve("secrets.properties"), "token=s3cret\n");
    Files.writeString(dir.resolve("jaas"), "login s3cret");
    ConfigSources sources =
        sources(Map.of(), Map.of())
            .commandLine(
                Map.of(
                    "web.token",
                    "${file:" + file + ":token}",
                    "kafka.sasl.jaas.config",
                    "${dir:" + dir + ":jaas}",
                    "kafka.ssl.key.password",
                    "s3cret",
                    "kafka.client.id",
                    "${file:" + file + ":token}",
                    "bearer.auth.token",
                    "s3cret",
                    "kafka.retries",
                    "5"));
    AppConfig config = ConfigLoader.load(sources);
    assertThat(config.web().token().value()).isEqualTo("s3cret");
    assertThat(config.web().toString()).doesNotContain("s3cret");
    assertThat(config.kafka()).containsEntry("sasl.jaas.config", "login s3cret");
    assertThat(ConfigLoader.effective(sources).entries())
        .extracting(Entry::value)
        .doesNotContain("s3cret", "login s3cret");
    assertThat(entry(sources, "kafka.retries").value()).isEqualTo("5");
    assertThat(entry(sources, "kafka.client.id").value()).isEqualTo(EffectiveConfig.HIDDEN);
    assertThat(entry(sources, "web.token").value()).isEqualTo(EffectiveConfig.HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${file:/nowhere/x.properties:token}", "${env:LACUNA_NOT_THERE_AT_ALL}"})
  void aSecretThatIsNotThereIsNamedByItsKey(String reference) {
    ConfigSources sources = sources(Map.of(), Map.of()).commandLine(Map.of("web.token", reference));
    assertThatThrownBy(() -> ConfigLoader.load(sources))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("web.token")
        .hasMessageContaining(reference);
  }

  @ParameterizedTest
  @CsvSource({"4096, 4096", "512KiB, 524288", "'64 MiB', 67108864", "1GiB, 1073741824", "0, 0"})
  void sizesAreReadWithTheirUnit(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
    assertThat(Sizes.parse(Sizes.text(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"64MB", "-1", "1.5GiB", "", "999999999999TiB", "many"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aSizeOutOfRangeIsNamedWithWhatIsAllowed() {
    ConfigSources sources =
        sources(Map.of(), Map.of()).commandLine(Map.of("record.max.bytes", "1GiB"));
    assertThatThrownBy(() -> ConfigLoader.load(sources))
        .hasMessageContaining("record.max.bytes")
        .hasMessageContaining("256MiB");
  }
}
