package io.lacuna.app.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong settings are refused in one line that names the key, by run and by doctor. */
class SecureRefusalsTest {
  /** Longer than a verb waits for the brokers, on a machine that does other things as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @TempDir static Path dir;
  private static SecureWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new SecureWorld(dir);
    Path file = world.write("made", world.settings("TLS", "tls", "registry-basic"), Map.of());
    assertThat(Verb.run("topics", "create", "--partitions=1", "--config", file).code()).isZero();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** What was done, by which way in, to which example: what is replaced, and what is said. */
  static Stream<Arguments> brokers() {
    String scram = "\\$\\{file:[^}]*:scram}";
    String oauth = "\\$\\{file:[^}]*:oauth}";
    String store = "\\$\\{file:[^}]*:keystore}";
    return Stream.of(
        Arguments.of("wrong password", "SCRAM", "scram", scram, "wrong", "kafka.sasl.*", 3),
        Arguments.of("wrong user", "SCRAM", "scram", "\"lacuna\"", "\"x\"", "kafka.sasl.*", 3),
        Arguments.of("wrong client secret", "OAUTH", "oauth", oauth, "wrong", "kafka.sasl.*", 3),
        Arguments.of("other mechanism", "OAUTH", "scram", "", "", "kafka.sasl.*", 3),
        Arguments.of(
            "unknown authority", "TLS", "tls", "ca.pem", "otherca.pem", "truststore.location", 3),
        Arguments.of("no truststore", "TLS", "tls", "ca.pem", "none.pem", "none.pem", 3),
        Arguments.of("expired", "EXPIRED", "tls", "", "", "the broker's certificate", 3),
        Arguments.of("another host", "ELSEWHERE", "tls", "", "", "of another host", 3),
        Arguments.of("no certificate", "MTLS", "tls", "", "", "kafka.ssl.keystore.location", 3),
        Arguments.of(
            "a stranger's certificate",
            "MTLS",
            "mtls",
            "client.p12",
            "stranger.p12",
            "kafka.ssl.keystore.location",
            3),
        Arguments.of(
            "wrong store password", "MTLS", "mtls", store, "x", "Failed to load SSL keystore", 3),
        Arguments.of(
            "plain to TLS",
            "TLS",
            "tls",
            "security.protocol=SSL",
            "security.protocol=PLAINTEXT",
            "kafka.security.protocol",
            1),
        Arguments.of("nobody there", "TLS", "tls", "localhost:\\d+", "localhost:1", "nobody", 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokers")
  void theBrokersAreNamedWithTheKey(
      String what, String way, String example, String from, String to, String says, int code)
      throws Exception {
    String broker = world.settings(way, example);
    String wrong = from.isEmpty() ? broker : broker.replaceAll(from, to);
    String settings = wrong + world.settings(way, "registry-basic");
    Path file = write(settings);
    refused(file, "broker", says, code);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "unknown authority, registry-basic, ca-trust.p12, otherca-trust.p12, schema.registry.ssl.*",
    "wrong password, registry-basic, '\\$\\{file:[^}]*:registry}', wrong, basic.auth.*",
    "wrong token, registry-bearer, '\\$\\{file:[^}]*:bearer}', wrong, bearer.auth.*",
    "plain to TLS, registry-basic, https://localhost, http://localhost, schema.registry.url"
  })
  void theRegistryIsNamedWithTheKey(
      String what, String example, String from, String to, String says) throws Exception {
    String registry = world.settings("TLS", example).replaceAll(from, to);
    Path file = write(world.settings("TLS", "tls") + registry);
    refused(file, "registry", says, 1);
  }

  /** Without models: opening them is long, and comes after. */
  private static Path write(String settings) throws Exception {
    return world.write("made", settings, Map.of("models.dir", dir.resolve("none").toString()));
  }

  private static void refused(Path file, String subject, String says, int code) {
    long before = System.nanoTime();
    Verb run = Verb.run("run", "--config", file);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err().lines()).as("one line").hasSize(1);
    assertThat(run.err()).contains(says).doesNotContain("-secret");
    Verb doctor = Verb.run("doctor", "--json", "--config", file);
    assertThat(doctor.code()).isEqualTo(1);
    assertThat(doctor.finding(subject)).contains("FAILED").contains(says).doesNotContain("-secret");
  }
}
