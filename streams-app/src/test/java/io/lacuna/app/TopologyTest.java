package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.ops.MermaidTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** Two feeds that share a mapping topic, and one that needs none. */
  private static TopologyDescription intake() {
    Map<String, String> feeds = new TreeMap<>();
    feeds.put("bootstrap.servers", "none:1");
    feeds.put("schema.registry.url", "mock://topology");
    feeds.put("intake.feeds", "radiology,reports,screens");
    put(feeds, "radiology", "pacs.images", "patient", "image", "mapping");
    feeds.put("intake.radiology.mapping.topic", "ris.orders");
    put(feeds, "reports", "ris.reports", "patient", "text", "mapping");
    feeds.put("intake.reports.mapping.topic", "ris.orders");
    put(feeds, "screens", "screen.recordings", "utterance", "image", "field:correlation_id");
    return LacunaApp.describeIntake(ConfigLoader.load(feeds, Map.of(), Map.of()));
  }

  private static void put(
      Map<String, String> feeds,
      String feed,
      String topic,
      String pipeline,
      String modality,
      String key) {
    String prefix = "intake." + feed + ".";
    feeds.put(prefix + "topic", topic);
    feeds.put(prefix + "pipeline", pipeline);
    feeds.put(prefix + "modality", modality);
    feeds.put(prefix + "key", key);
  }

  @Test
  void isAsDescribed() throws IOException {
    assertThat(sortedStores(topology().toString()))
        .isEqualToNormalizingNewlines(resource("/topology.txt"));
  }

  @Test
  void theIntakeIsAsDescribed() throws IOException {
    assertThat(sortedStores(intake().toString()))
        .isEqualToNormalizingNewlines(resource("/intake-topology.txt"));
  }

  private String resource(String name) throws IOException {
    return new String(getClass().getResourceAsStream(name).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void oneChartShowsTheTopicsThatTheIntakeFillsOnce() {
    String chart = MermaidTopology.of(List.of(topology(), intake()));
    assertThat(chart).containsOnlyOnce(">\"lacuna.patient.image.v1\"]");
    assertThat(chart).contains("subgraph s0 ", "subgraph s3 ", "[\"intake-radiology\"]");
  }

  @Test
  void theChartHasEveryNodeTopicAndStoreOfIt() {
    TopologyDescription topology = topology();
    String chart = MermaidTopology.of(List.of(topology));
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
                    + String.join(", ", new TreeSet<>(List.of(m.group(1).split(", "))))
                    + "])");
  }
}
