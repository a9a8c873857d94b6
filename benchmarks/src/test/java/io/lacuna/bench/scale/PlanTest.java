package io.lacuna.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Constants MEASURED = new Constants(10_000, 60, 500, 300, 100, 20.0, 1_000);

  private static Demand demand(Double scored, Double price) {
    return new Demand(1_000, 3, 60, 1_000, 0.5, 4, 1e9, 3, 24, null, scored, price, price, price);
  }

  private static Map<String, Object> plan(Demand demand) {
    Table table = new Plan(MEASURED, demand).table();
    return table.rows().stream()
        .filter(row -> row.get(1) != null)
        .collect(Collectors.toMap(row -> row.get(0).toString(), row -> row.get(1)));
  }

  @Test
  void eachRowIsItsFormula() {
    assertThat(plan(demand(40.0, 2.0)))
        .containsEntry("records/s", 3_000.0)
        .containsEntry("open windows", 60_000.0)
        .containsEntry("cores for the join", 0.36)
        .containsEntry("stream threads", 1.0)
        .containsEntry("instances", 1.0)
        .containsEntry("devices", 50.0)
        .containsEntry("heap for windows, GB", 0.03)
        .containsEntry("local disk, GB", 0.018)
        .containsEntry("into the brokers, GB/s", 0.0033)
        .containsEntry("between the brokers, GB/s", 0.0066)
        .containsEntry("input topics, GB", 777.6)
        .containsEntry("restore of an instance, s", 0.36)
        .containsEntry("cores, per hour", 8.0)
        .containsEntry("devices, per hour", 100.0);
  }

  @Test
  void whatNobodyGaveHasNoValue() {
    assertThat(plan(demand(null, null)))
        .doesNotContainKeys("devices", "devices, per hour", "cores, per hour");
  }

  @Test
  void heapDecidesWhereWindowsAreOpenForLong() {
    Demand hour =
        new Demand(1_000, 3, 3_600, 1_000, 0.5, 4, 1e9, 3, 24, null, null, null, null, null);
    assertThat(plan(hour)).containsEntry("instances", 4.0);
  }

  @Test
  void constantsAreReadFromAReport() {
    Report report = new Report("scale");
    report.setting("payload", "1024 B");
    Slice slow = new Slice(8_000, 70, 0.1);
    Slice fast = new Slice(9_000, 65, 0.1);
    List<Measured> measured =
        List.of(measured(1_000, 2_000_000, 0, fast), measured(11_000, 7_000_000, 4_000_000, slow));
    report.add(ScaleReport.times(ScaleReport.TIMES, measured));
    report.add(ScaleReport.weights(measured));
    report.add(ScaleReport.takeovers(List.of(new Takeover("killed", 1, 500_000_000, 20, 28.0))));
    JsonNode json = new ObjectMapper().valueToTree(report);

    assertThat(Constants.of(json)).isEqualTo(new Constants(8_000, 70, 500, 400, 50, 28.0, 1_024));
  }

  private static Measured measured(int windows, long heap, long store, Slice slice) {
    Look look = new Look(0, 0, 0, 0, 0, 0, heap, 1, store, 0, 0);
    return new Measured(new Size(windows, 4, 1), List.of(slice), look, 5_000, 100);
  }

  @Test
  void anotherReportIsRefused() {
    JsonNode json = new ObjectMapper().valueToTree(new Report("join"));
    assertThatThrownBy(() -> Constants.of(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no report of bench scale");
  }

  @Test
  void subjectsOfTheFeedDifferAndHaveNoOrder() {
    Set<String> subjects = new HashSet<>();
    int ascending = 0;
    for (int i = 0; i < 10_000; i++) {
      subjects.add(SteadyFeed.subject(i));
      ascending += SteadyFeed.subject(i).compareTo(SteadyFeed.subject(i + 1)) < 0 ? 1 : 0;
    }
    assertThat(subjects).hasSize(10_000);
    assertThat(ascending).isBetween(4_500, 5_500);
  }
}
