package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.opentest4j.TestAbortedException;

/**
 * The same contract on an Apicurio Registry 3 in a process of its own, through its
 * Confluent-compatible interface. Needs its archive ({@code mvn -Papicurio}, 158 MB) and a Java 21
 * or newer beside the one that runs the tests, or named by {@code JAVA21_HOME}.
 */
class ApicurioRegistryTest implements RegistryContract {
  private static final Path JAR = Path.of("target/apicurio/quarkus-run.jar");
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int OK = 200;

  private static Process process;
  private static String url;

  @BeforeAll
  static void start() throws IOException {
    if (!Files.exists(JAR)) {
      skip("there is no " + JAR + "; mvn -Papicurio unpacks it");
    }
    Path java = newerJava().orElse(null);
    if (java == null) {
      skip("no Java 21 or newer beside this one; name one by JAVA21_HOME");
    }
    BrokerPorts ports = BrokerPorts.free();
    url = "http://localhost:" + ports.client() + "/apis/ccompat/v7";
    long begin = System.nanoTime();
    process = launch(java, ports);
    await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> isReady());
    System.out.printf(
        "Apicurio Registry ready after %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Override
  public String registryUrl() {
    return url;
  }

  private static void skip(String reason) {
    System.out.println("ApicurioRegistryTest skipped: " + reason);
    throw new TestAbortedException(reason);
  }

  private static Process launch(Path java, BrokerPorts ports) throws IOException {
    return new ProcessBuilder(
            List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.client(),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.controller(),
                "-jar",
                JAR.toString()))
        .redirectErrorStream(true)
        .redirectOutput(JAR.resolveSibling("registry.log").toFile())
        .start();
  }

  private static boolean isReady() throws InterruptedException {
    assertThat(process.isAlive()).as("Apicurio runs; see registry.log beside %s", JAR).isTrue();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects")).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The java launcher of a Java 21 or newer: this one, the named one, or one installed beside. */
  private static Optional<Path> newerJava() throws IOException {
    Path own = Path.of(System.getProperty("java.home"));
    String named = System.getenv("JAVA21_HOME");
    try (var siblings = Files.list(own.getParent())) {
      return Stream.concat(
              named == null ? Stream.of(own) : Stream.of(Path.of(named)), siblings.sorted())
          .filter(home -> version(home) >= 21)
          .map(home -> home.resolve("bin").resolve("java"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /** The feature version that a JDK's release file tells; 0 when there is none. */
  private static int version(Path home) {
    try {
      return Files.readAllLines(home.resolve("release")).stream()
          .filter(line -> line.matches("JAVA_VERSION=\"\\d+[.\\d]*.*\""))
          .map(line -> line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException none) {
      return 0;
    }
  }
}
