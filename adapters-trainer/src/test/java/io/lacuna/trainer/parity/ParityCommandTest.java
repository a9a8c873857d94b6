package io.lacuna.trainer.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The verb's outcome for sound, damaged, missing and resized golden files. */
class ParityCommandTest {
  private static final String[] KINDS = {
    "vilt_tiny", "mora_tiny", "low_rank_experts", "resize", "logmel", "scores"
  };

  @TempDir Path dir;

  /** What the verb answered. */
  record Answer(int exit, String out, String err) {
    static Answer to(Object... args) {
      CommandLine command = new CommandLine(new ParityCommand());
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      String[] words = new String[args.length];
      for (int i = 0; i < words.length; i++) {
        words[i] = args[i].toString();
      }
      return new Answer(command.execute(words), out.toString(), err.toString());
    }
  }

  @Test
  void everyKindIsFoundWhereverItLiesAndIsWithinTolerance() throws IOException {
    GoldenCopy.of(dir.resolve("one/seed-7"), KINDS);
    GoldenCopy.of(dir.resolve("two"), "scores");
    Files.writeString(dir.resolve("resize"), "a file, not a folder");
    Answer answer = Answer.to(dir);
    assertThat(answer.out).doesNotContain("FAIL").contains("71 of 71 within tolerance, folders: 7");
    for (String kind : KINDS) {
      assertThat(answer.out).contains(dir.resolve("one/seed-7").resolve(kind) + "\n");
    }
    assertThat(answer.exit).isZero();
    assertThat(answer.err).isEmpty();
  }

  @Test
  void theFolderItselfMayBeGolden() throws IOException {
    GoldenCopy golden = GoldenCopy.of(dir, "low_rank_experts");
    Answer answer = Answer.to(golden.file("low_rank_experts"));
    assertThat(answer.exit).isZero();
    assertThat(answer.out).contains("6 of 6 within tolerance, folders: 1");
  }

  @Test
  void printsJson() throws IOException {
    GoldenCopy golden = GoldenCopy.of(dir, "low_rank_experts", "logmel");
    Files.delete(golden.file("logmel/logmel.safetensors"));
    Answer answer = Answer.to("--json", dir);
    JsonNode root = new ObjectMapper().readTree(answer.out);
    assertThat(answer.exit).isEqualTo(1);
    assertThat(root.get("within").booleanValue()).isFalse();
    assertThat(root.get("cases").intValue()).isEqualTo(7);
    assertThat(root.get("outside").intValue()).isEqualTo(1);
    JsonNode logmel = root.at("/folders/0");
    assertThat(logmel.get("kind").textValue()).isEqualTo("logmel");
    assertThat(logmel.get("folder").textValue()).isEqualTo(golden.file("logmel").toString());
    assertThat(logmel.at("/cases/0/difference").isNull()).isTrue();
    assertThat(logmel.at("/cases/0/within").booleanValue()).isFalse();
    assertThat(logmel.at("/cases/0/reason").textValue()).contains("logmel.safetensors");
    JsonNode experts = root.at("/folders/1/cases/2");
    assertThat(experts.get("name").textValue()).isEqualTo("emotion.out.z");
    assertThat(experts.get("difference").doubleValue()).isBetween(0.0, 1e-5);
    assertThat(experts.get("tolerance").doubleValue()).isEqualTo(1e-4);
    assertThat(experts.get("within").booleanValue()).isTrue();
    assertThat(experts.get("reason").isNull()).isTrue();
  }

  @Test
  void isWronglyUsedWithoutAGoldenFolder() {
    Answer empty = Answer.to(dir);
    assertThat(empty.exit).isEqualTo(2);
    assertThat(empty.err).contains("holds no golden folder").contains(KINDS);
    Answer absent = Answer.to(dir.resolve("absent"));
    assertThat(absent.exit).isEqualTo(2);
    assertThat(absent.err).contains("is not a folder");
    assertThat(Answer.to().exit).isEqualTo(2);
    assertThat(Answer.to(dir, "--jsno").exit).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "vilt_tiny, vilt_tiny/model.safetensors",
    "vilt_tiny, vilt_tiny/config.json",
    "mora_tiny, vilt_tiny/config.json",
    "low_rank_experts, low_rank_experts/cases.safetensors",
    "resize, resize/sizes.json",
    "logmel, logmel/chirp_16k_mono.wav",
    "scores, scores/scores.json",
  })
  void aFileThatIsMissingOrCutShortFailsItsFolderWithAReason(String kind, String file)
      throws IOException {
    GoldenCopy golden = GoldenCopy.of(dir, "vilt_tiny", "mora_tiny");
    if (!Files.exists(golden.file(kind))) {
      GoldenCopy.of(dir, kind);
    }
    byte[] whole = Files.readAllBytes(golden.file(file));
    for (int length : new int[] {whole.length / 3, 0}) {
      Files.write(golden.file(file), Arrays.copyOf(whole, length));
      assertFails(Answer.to(golden.file(kind)));
    }
    Files.delete(golden.file(file));
    assertFails(Answer.to(golden.file(kind)));
  }

  @Test
  void aFolderThatHoldsNothingToCompareFails() throws IOException {
    GoldenCopy golden = GoldenCopy.of(dir, "low_rank_experts");
    golden.change("low_rank_experts/cases.safetensors", (arrays, m) -> arrays.clear());
    Answer answer = Answer.to(dir);
    assertFails(answer);
    assertThat(answer.out).contains("nothing to compare");
  }

  private static void assertFails(Answer answer) {
    assertThat(answer.exit).isEqualTo(1);
    assertThat(answer.out).contains("FAIL").doesNotContain("\tat ");
    assertThat(answer.err).isEmpty();
  }
}
