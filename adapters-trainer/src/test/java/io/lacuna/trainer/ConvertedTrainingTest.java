package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** From a user's file to a comparison. */
class ConvertedTrainingTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"mean", "sequence"})
  void aConvertedPickleTrains(String features) throws IOException, URISyntaxException {
    Path pickle = Path.of(getClass().getResource("/convert/mmsa-protocol4.pkl").toURI());
    Path folder = dir.resolve("mosi");
    run(
        "data convert mmsa --pipeline tiny --features",
        features,
        pickle.toString(),
        "--out",
        folder.toString());
    String config = new TinyFeatures(folder).config().toString();
    String said = run("compare --json --methods adapter,ridge,prior --config", config);
    JsonNode json = new ObjectMapper().readTree(said);
    assertThat(json.path("subjects").asInt()).isEqualTo(6);
    JsonNode mae = json.at("/byPresence/ITA/sentiment/mae");
    assertThat(mae.properties()).hasSize(3 + 2);
    mae.forEach(row -> assertThat(row.path("value").isNumber()).as("%s", mae).isTrue());
    assertThat(mae.at("/ridge per pattern/value").asDouble())
        .isLessThan(mae.at("/prior/value").asDouble());
  }

  private static String run(String words, String... more) {
    String[] first = words.split(" ");
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    CommandLine command = TrainerMain.commandLine();
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err));
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(command.execute(all)).as("%s", err).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
