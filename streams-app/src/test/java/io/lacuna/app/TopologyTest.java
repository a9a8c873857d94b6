package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The topology against its checked-in description: names of stores and processors are part of what
 * is on the brokers, so a difference here means a state reset for users and belongs in the
 * changelog.
 */
class TopologyTest {
  private static final Pattern STORES = Pattern.compile("\\(stores: \\[(.*)]\\)");

  @Test
  void isAsDescribed() throws IOException {
    String described =
        LacunaApp.describe(
            ConfigLoader.load(
                Map.of("bootstrap.servers", "none:1", "schema.registry.url", "mock://topology"),
                Map.of(),
                Map.of()));
    String expected =
        new String(
            getClass().getResourceAsStream("/topology.txt").readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sortedStores(described)).isEqualToNormalizingNewlines(expected);
  }

  /** Kafka prints the stores of a processor in the order of a hash set. */
  private static String sortedStores(String topology) {
    return STORES
        .matcher(topology)
        .replaceAll(
            m ->
                "(stores: ["
                    + String.join(", ", new TreeSet<>(java.util.List.of(m.group(1).split(", "))))
                    + "])");
  }
}
