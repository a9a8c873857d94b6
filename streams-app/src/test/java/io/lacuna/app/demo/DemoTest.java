package io.lacuna.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.harness.SizeModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed patient feed through a real broker, with a model that costs nothing. */
class DemoTest {
  private static final double SPEED = 400;

  @Test
  void everyRecordOfTheFeedIsAccountedFor(@TempDir Path dir) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DemoOptions options =
        new DemoOptions(
            SPEED,
            0,
            List.of("patient"),
            Path.of("../recordings"),
            Path.of("unused"),
            dir,
            false,
            0,
            true,
            Map.of(),
            false);
    boolean balanced =
        new Demo(
                options,
                config -> pipeline -> new SizeModel(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err)
            .run();

    JsonNode patient =
        new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8)).at("/pipelines/patient");
    assertThat(balanced).as(patient.toString()).isTrue();
    assertThat(patient.get("final").asInt()).isEqualTo(patient.get("observations").asInt());
    assertThat(patient.get("late").asInt()).isPositive();
    assertThat(patient.get("deadLetters").asInt()).isPositive();
    assertThat(patient.at("/conservation/image/in").asInt()).isEqualTo(419);
    assertThat(patient.at("/byPresence/ITA/count").asInt()).isGreaterThan(100);
  }
}
