package io.lacuna.app.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is delivered beside our own classes. */
class SbomTest {
  /** Licences that an Apache-2.0 application can be delivered with; one of a choice is enough. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "Apache Software License 2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "ISC");

  /** Under another licence, or named otherwise than they are; and why they may be delivered. */
  private static final Map<String, String> WITH_REASON =
      Map.of(
          "ca.uhn.hapi:hapi-base",
              "MPL-1.1 by choice: delivered unchanged, in the optional feeds-hl7 alone",
          "ca.uhn.hapi:hapi-structures-v25",
              "MPL-1.1 by choice: delivered unchanged, in the optional feeds-hl7 alone",
          "com.google.re2j:re2j", "the Go License has the words of BSD-3-Clause",
          "org.jline:jline-terminal",
              "its POM says The BSD License and the address of BSD-3-Clause",
          "org.jline:jline-native", "its POM says The BSD License and the address of BSD-3-Clause");

  private List<Sbom.Component> libraries;

  @BeforeEach
  void read() throws Exception {
    assumeTrue(
        Files.exists(Sbom.FILE), "no target/sbom.json: `mvn verify` writes it, unless offline");
    libraries = Sbom.read().libraries();
  }

  @Test
  void namesTheLibrariesThatRun() {
    assertThat(libraries)
        .extracting(Sbom.Component::name)
        .contains(
            "org.apache.kafka:kafka-streams",
            "org.apache.avro:avro",
            "ai.djl.pytorch:pytorch-engine",
            "io.javalin:javalin",
            "org.apache.flink:flink-sql-avro-confluent-registry");
    assertThat(libraries).allMatch(c -> c.purl().startsWith("pkg:maven/"));
  }

  @Test
  void everyLibraryHasALicenceThatAllowsDelivery() {
    assertThat(libraries)
        .filteredOn(c -> Collections.disjoint(c.licences(), ALLOWED))
        .filteredOn(c -> !WITH_REASON.containsKey(c.name()))
        .isEmpty();
  }

  @Test
  void noLibraryOfTestsIsDelivered() {
    assertThat(libraries)
        .extracting(Sbom.Component::name)
        .noneMatch(
            n -> n.matches("(junit|org\\.junit|org\\.assertj|org\\.mockito|io\\.fabric8).*"));
  }
}
