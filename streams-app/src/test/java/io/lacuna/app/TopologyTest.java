package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.ops.MermaidTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

/**
 * The topology against its checked-in description: names of stores and processors are part of what
 * is on the brokers, so a difference here means a state reset for users and belongs in the
 * changelog.
 */
class TopologyTest {
  private static final Pattern STORES = Pattern.compile("\\(stores: \\[(.*)]\\)");

  private static TopologyDescription topology() {
    return LacunaApp.describe(
        ConfigLoader.load(
            Map.of("bootstrap.servers", "none:1", "schema.registry.url", "mock://topology"),
            Map.of(),
            Map.of()));
  }

  @Test
  void isAsDescribed() throws IOException {
    String expected =
        new String(
            getClass().getResourceAsStream("/topology.txt").readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sortedStores(topology().toString())).isEqualToNormalizingNewlines(expected);
  }

  @Test
  void theChartHasEveryNodeTopicAndStoreOfIt() {
    TopologyDescription topology = topology();
    String chart = MermaidTopology.of(java.util.List.of(topology));
    assertThat(chart).startsWith("flowchart LR\n").contains("lacuna.patient.image.v1");
    for (TopologyDescription.Subtopology part : topology.subtopologies()) {
      for (TopologyDescription.Node node : part.nodes()) {
        assertThat(chart).containsOnlyOnce("[\"" + node.name() + "\"]");
        if (node instanceof TopologyDescription.Processor p) {
          p.stores().forEach(store -> assertThat(chart).containsOnlyOnce("[(\"" + store + "\")]"));
        }
      }
    }
    long arrows = chart.lines().filter(l -> l.contains(" --> ")).count();
    long wanted =
        topology.subtopologies().stream()
            .flatMap(s -> s.nodes().stream())
            .mapToLong(
                n ->
                    n.successors().size()
                        + (n instanceof TopologyDescription.Source s ? s.topicSet().size() : 0)
                        + (n instanceof TopologyDescription.Sink ? 1 : 0))
            .sum();
    assertThat(arrows).isEqualTo(wanted);
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
