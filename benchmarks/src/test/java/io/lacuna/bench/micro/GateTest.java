package io.lacuna.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gate finds what was made worse on purpose, and nothing else. */
class GateTest {
  private static final Map<String, Cost> BEFORE =
      Map.of(
          Cost.REFERENCE,
          new Cost(1_000, 0),
          "Window.put",
          new Cost(5_000, 2_000),
          "Payload.png",
          new Cost(900_000, 0));

  private static Map<String, Cost> with(String name, Cost cost) {
    Map<String, Cost> now = new HashMap<>(BEFORE);
    now.put(name, cost);
    return now;
  }

  @Test
  void theSameRunIsNoRegression() {
    assertThat(Gate.regressions(BEFORE, BEFORE)).isEmpty();
  }

  @Test
  void aMachineOfAnotherSpeedIsNone() {
    Map<String, Cost> slower = new HashMap<>();
    BEFORE.forEach((name, c) -> slower.put(name, new Cost(c.nanos() * 7, c.bytes())));
    assertThat(Gate.regressions(BEFORE, slower)).isEmpty();
    assertThat(Gate.regressions(slower, BEFORE)).isEmpty();
  }

  @Test
  void whatBecomesSlowerThanTheReferenceLoopIsFound() {
    assertThat(Gate.regressions(BEFORE, with("Window.put", new Cost(6_400, 2_000)))).isEmpty();
    assertThat(Gate.regressions(BEFORE, with("Window.put", new Cost(6_600, 2_000))))
        .containsExactly("Window.put takes 1.32 times as long; 1.3 is allowed");
    // a machine twice as fast hides nothing
    Map<String, Cost> faster = with("Window.put", new Cost(3_300, 2_000));
    faster.put(Cost.REFERENCE, new Cost(500, 0));
    faster.put("Payload.png", new Cost(450_000, 0));
    assertThat(Gate.regressions(BEFORE, faster)).hasSize(1);
  }

  @Test
  void whatAllocatesMoreIsFoundHoweverFastItIs() {
    assertThat(Gate.regressions(BEFORE, with("Window.put", new Cost(1_000, 2_260)))).isEmpty();
    assertThat(Gate.regressions(BEFORE, with("Window.put", new Cost(1_000, 2_300))))
        .singleElement()
        .asString()
        .startsWith("Window.put allocates 2,300 bytes instead of 2,000");
    assertThat(Gate.regressions(BEFORE, with("Payload.png", new Cost(900_000, 60)))).isEmpty();
    assertThat(Gate.regressions(BEFORE, with("Payload.png", new Cost(900_000, 70)))).hasSize(1);
  }

  @Test
  void whatIsGoneIsFoundAndWhatIsNewIsNot() {
    Map<String, Cost> now = with("Sample.decode", new Cost(1, 1));
    now.remove("Window.put");
    assertThat(Gate.regressions(BEFORE, now)).containsExactly("Window.put is gone");
  }

  @Test
  void withoutTheReferenceLoopNothingCanBeSaid() {
    Map<String, Cost> now = new HashMap<>(BEFORE);
    now.remove(Cost.REFERENCE);
    assertThatThrownBy(() -> Gate.regressions(Map.of("Window.put", new Cost(1, 1)), now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Cost.REFERENCE);
  }

  @Test
  void aCostIsThatOfTheFastestIteration() throws Exception {
    String jmh =
        """
        [{"benchmark": "io.lacuna.bench.micro.WindowBenchmark.put",
          "primaryMetric": {"rawData": [[30.0, 12.5], [90.0, 14.0]]},
          "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 256.2}}}]
        """;
    assertThat(Cost.ofJmh(new ObjectMapper().readTree(jmh)))
        .isEqualTo(Map.of("Window.put", new Cost(12.5, 256.2)));
  }
}
