package io.lacuna.app.ops;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/** Topologies as a Mermaid flowchart: topics, processors and stores, a frame per sub-topology. */
public final class MermaidTopology {
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Set<String> shapes = new LinkedHashSet<>();
  private final StringBuilder edges = new StringBuilder();
  private final StringBuilder frames = new StringBuilder();
  private int parts;

  private MermaidTopology() {}

  /** One chart of all; a topic that one writes and another reads stands there once. */
  public static String of(List<TopologyDescription> topologies) {
    MermaidTopology chart = new MermaidTopology();
    topologies.forEach(t -> t.subtopologies().forEach(chart::add));
    return "flowchart LR\n" + String.join("", chart.shapes) + chart.frames + chart.edges;
  }

  private void add(Subtopology part) {
    frames.append("  subgraph s%d [sub-topology %d]%n".formatted(parts, parts));
    parts++;
    part.nodes().forEach(n -> frames.append("    %s[\"%s\"]%n".formatted(id(n.name()), n.name())));
    frames.append("  end\n");
    part.nodes().forEach(this::connect);
  }

  private void connect(Node node) {
    String id = id(node.name());
    node.successors().forEach(next -> edge(id, "-->", id(next.name())));
    if (node instanceof Source source && source.topicSet() != null) {
      source.topicSet().forEach(topic -> edge(topic(topic), "-->", id));
    } else if (node instanceof Sink sink && sink.topic() != null) {
      edge(id, "-->", topic(sink.topic()));
    } else if (node instanceof Processor processor) {
      processor.stores().forEach(store -> edge(id, "-.-", store(store)));
    }
  }

  private void edge(String from, String arrow, String to) {
    edges.append("  %s %s %s%n".formatted(from, arrow, to));
  }

  private String topic(String name) {
    String id = id("topic " + name);
    shapes.add("  %s>\"%s\"]%n".formatted(id, name));
    return id;
  }

  private String store(String name) {
    String id = id("store " + name);
    shapes.add("  %s[(\"%s\")]%n".formatted(id, name));
    return id;
  }

  private String id(String name) {
    return ids.computeIfAbsent(name, n -> "n" + ids.size());
  }
}
