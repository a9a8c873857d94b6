package io.lacuna.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
  private static final Pattern NAME = Pattern.compile("\\blacuna_[a-z_]+");
  private static final Set<String> PARTS = Set.of("_bucket", "_count", "_sum", "_max");

  @Test
  void theCommittedPageIsWhatTheCodeSays() throws IOException {
    assertThat(Files.readString(Path.of("../docs/metrics.md")))
        .as("make it again: ./lacuna reference metrics > docs/metrics.md")
        .isEqualTo(MetricsReference.page());
  }

  @Test
  void alertsAndDashboardAskForMetersThatThereAre() throws IOException {
    assertKnown(Files.readString(Path.of("../ops/prometheus/alerts.yml")));
    JsonNode dashboard =
        new ObjectMapper().readTree(Path.of("../ops/grafana/dashboards/pipeline.json").toFile());
    for (JsonNode expression : dashboard.findValues("expr")) {
      assertKnown(expression.asText());
    }
  }

  private static void assertKnown(String text) {
    Set<String> scraped =
        Arrays.stream(Meter.values()).map(Meter::prometheus).collect(Collectors.toSet());
    Set<String> strangers = new HashSet<>();
    Matcher m = NAME.matcher(text);
    int found = 0;
    while (m.find()) {
      found++;
      String name = m.group();
      String stem =
          PARTS.stream()
              .filter(name::endsWith)
              .map(part -> name.substring(0, name.length() - part.length()))
              .findFirst()
              .orElse(name);
      if (!scraped.contains(name) && !scraped.contains(stem)) {
        strangers.add(name);
      }
    }
    assertThat(strangers).isEmpty();
    assertThat(found).isPositive();
  }
}
