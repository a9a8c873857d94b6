package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded registry as the Confluent client sees it. */
class EmbeddedRegistryTest {
  private static final AvroSchema ONE = record("{\"name\":\"a\",\"type\":\"int\"}");
  private static final AvroSchema WITH_DEFAULT =
      record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
  private static final AvroSchema WITHOUT_DEFAULT =
      record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}");

  @TempDir private Path dir;

  @Test
  void givesOneIdPerSchemaAndOneVersionPerSubject() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      int one = client.register("s", ONE);
      assertThat(client(registry).register("s", ONE)).isEqualTo(one);
      assertThat(client.register("other", ONE)).isEqualTo(one);
      int two = client.register("s", WITH_DEFAULT);
      assertThat(two).isNotEqualTo(one);
      assertThat(client.getAllSubjects()).containsExactly("other", "s");
      assertThat(client.getAllVersions("s")).containsExactly(1, 2);
      assertThat(client.getVersion("s", WITH_DEFAULT)).isEqualTo(2);
      assertThat(client.getId("s", ONE)).isEqualTo(one);
      assertThat(client(registry).getSchemaById(two)).isEqualTo(WITH_DEFAULT);
      assertThat(client.getSchemaMetadata("s", 1).getSchema()).isEqualTo(ONE.canonicalString());
      assertThat(client.getLatestSchemaMetadata("s").getId()).isEqualTo(two);
    }
  }

  @Test
  void answersWithTheVendorsErrorCodes() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      client.register("s", ONE);
      assertCode(404, 40401, () -> client.getAllVersions("none"));
      assertCode(404, 40401, () -> client.getId("none", ONE));
      assertCode(404, 40402, () -> client.getSchemaMetadata("s", 9));
      assertCode(404, 40403, () -> client.getSchemaById(4711));
      assertCode(404, 40403, () -> client.getId("s", WITH_DEFAULT));
      assertCode(404, 40408, () -> client.getCompatibility("s"));
      assertCode(422, 42203, () -> client.updateCompatibility("s", "SOMEHOW"));
      assertThat(post(registry, "/subjects/s/versions", "{\"schema\":\"{nonsense\"}"))
          .startsWith("422 {\"error_code\":42201");
      assertThat(
              post(
                  registry,
                  "/subjects/s/versions",
                  "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}"))
          .startsWith("422 {\"error_code\":42201");
      assertThat(post(registry, "/subjects/s/versions", "no json")).startsWith("422 ");
    }
  }

  @Test
  void checksCompatibilityAtTheSubjectsLevel() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      client.register("s", WITH_DEFAULT);
      assertThat(client.testCompatibility("s", WITHOUT_DEFAULT)).isTrue();
      assertThat(client.testCompatibility("s", new AvroSchema("\"string\""))).isFalse();
      assertCode(409, 409, () -> client.register("s", new AvroSchema("\"string\"")));

      client.register("t", ONE);
      assertCode(409, 409, () -> client.register("t", WITHOUT_DEFAULT));
      client.updateCompatibility("t", "NONE");
      assertThat(client.getCompatibility("t")).isEqualTo("NONE");
      assertThat(client.register("t", WITHOUT_DEFAULT)).isPositive();
    }
  }

  @Test
  void transitiveLevelsLookAtEveryVersion() throws Exception {
    AvroSchema three = record("{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}");
    AvroSchema between = record("{\"name\":\"c\",\"type\":\"int\",\"default\":0}");
    AvroSchema first = record("{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      for (String level : List.of("FULL", "FULL_TRANSITIVE")) {
        client.updateCompatibility(level, level);
        client.register(level, first);
        client.register(level, between);
      }
      assertThat(client.register("FULL", three)).isPositive();
      assertCode(409, 409, () -> client.register("FULL_TRANSITIVE", three));
    }
  }

  @Test
  void comesBackWithIdsAndLevels() throws Exception {
    int one;
    int two;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      one = client(registry).register("s", ONE);
      two = client(registry).register("t", WITH_DEFAULT);
      client(registry).updateCompatibility("s", "FULL_TRANSITIVE");
      client(registry).updateCompatibility(null, "NONE");
    }
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      assertThat(client.getSchemaById(one)).isEqualTo(ONE);
      assertThat(client.getId("t", WITH_DEFAULT)).isEqualTo(two);
      assertThat(client.getCompatibility("s")).isEqualTo("FULL_TRANSITIVE");
      assertThat(client.getCompatibility(null)).isEqualTo("NONE");
      assertThat(client.register("u", record("{\"name\":\"z\",\"type\":\"int\"}")))
          .isGreaterThan(Math.max(one, two));
    }
  }

  @Test
  void cutsOffALineThatACrashLeftUnfinished() throws Exception {
    int one;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      one = client(registry).register("s", ONE);
    }
    Path file = dir.resolve("schemas.jsonl");
    String whole = Files.readString(file);
    Files.writeString(file, whole + "{\"subject\":\"t\",\"id\":2,\"sch", StandardOpenOption.WRITE);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      SchemaRegistryClient client = client(registry);
      assertThat(client.getAllSubjects()).containsExactly("s");
      assertThat(client.getId("s", ONE)).isEqualTo(one);
      assertThat(client.register("t", WITH_DEFAULT)).isEqualTo(2);
    }
    assertThat(Files.readString(file)).startsWith(whole).endsWith("}\n");
  }

  @Test
  void namesTheDamagedLine() throws Exception {
    Files.writeString(dir.resolve("schemas.jsonl"), "{}\nrubbish\n");
    assertThatThrownBy(() -> EmbeddedRegistry.start(dir))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .hasMessageContaining("schemas.jsonl, line 2");
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir)) {
      assertThatThrownBy(() -> EmbeddedRegistry.start(dir))
          .isInstanceOf(UncheckedIOException.class)
          .cause()
          .hasMessageContaining("in use by another registry");
      assertThat(registry.url()).startsWith("http://localhost:");
    }
  }

  private static SchemaRegistryClient client(EmbeddedRegistry registry) {
    return new CachedSchemaRegistryClient(registry.url(), 10);
  }

  private static AvroSchema record(String fields) {
    return new AvroSchema("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
  }

  private static void assertCode(int status, int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RestClientException.class,
            e -> {
              assertThat(e.getStatus()).isEqualTo(status);
              assertThat(e.getErrorCode()).isEqualTo(code);
            });
  }

  private static String post(EmbeddedRegistry registry, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }
}
