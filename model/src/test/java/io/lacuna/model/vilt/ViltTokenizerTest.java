package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.features.TextTokens;
import io.lacuna.model.modality.PayloadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokenizer of all-MiniLM-L6-v2 has the vocabulary of bert-base-uncased, which is ViLT's. */
class ViltTokenizerTest {
  private static byte[] bert;

  @TempDir Path dir;

  private ViltConfig config;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        ViltTokenizerTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      bert = in.readAllBytes();
    }
  }

  @BeforeEach
  void writeVocabulary() throws IOException {
    config = new ViltConfig(30_522, 48, 3, 4, 96, 40, 64, 16, 3, 2, 2, 1e-12, 1e-12);
    Map<Long, String> byId = new TreeMap<>();
    JsonNode vocabulary = new JsonMapper().readTree(bert).path("model").path("vocab");
    vocabulary.properties().forEach(e -> byId.put(e.getValue().asLong(), e.getKey()));
    Files.write(dir.resolve("vocab.txt"), byId.values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a bunch of cats laying on a couch.",
        "Crème BRÛLÉE, naïve façade; Ångström",
        "東京の天気 is 北京 한국어",
        "don't stop-the tele-vision! (x=3.14) $5 & 20% \u00a9 \u2014 \u201cquote\u201d",
        "[MASK] of unbelievably electroencephalographically \t\n words",
        "\u0430\u043b\u0444\u0430 \u0391\u03a3 \ud83d\ude00 z\u0301",
      })
  void aVocabularyGivesTheIdsOfTheTokenizerFile(String text) throws Exception {
    try (TextTokens vocabulary = new TextTokens(ViltTokenizer.json(dir, config), 40);
        TextTokens original = new TextTokens(bert, 40)) {
      assertThat(ids(vocabulary, text)).isEqualTo(ids(original, text)).hasSizeGreaterThan(5);
      assertThat(vocabulary.empty().values()).containsExactly(101, 102);
    }
  }

  @Test
  void aWordOfMoreThanAHundredCharactersIsUnknownAndALongTextKeepsItsEnd() throws Exception {
    try (TextTokens tokens = new TextTokens(ViltTokenizer.json(dir, config), 40)) {
      assertThat(ids(tokens, "a".repeat(101))).containsExactly(101, 100, 102);
      float[] cut = ids(tokens, "cat ".repeat(200));
      assertThat(cut).hasSize(40).endsWith(4937, 102);
    }
  }

  @Test
  void theSwitchForCapitalLettersIsFollowed() throws Exception {
    Files.writeString(dir.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
    try (TextTokens cased = new TextTokens(ViltTokenizer.json(dir, config), 40)) {
      assertThat(ids(cased, "Cat cat")).containsExactly(101, 100, 4937, 102);
    }
    Files.writeString(dir.resolve("tokenizer_config.json"), "{\"do_lower_case\": \"no\"}");
    assertThatThrownBy(() -> ViltTokenizer.json(dir, config))
        .hasMessageEndingWith("do_lower_case \"no\" is not supported; allowed are true and false");
  }

  @Test
  void theTokenizerFileGoesFirst() throws Exception {
    Files.write(dir.resolve("tokenizer.json"), bert);
    assertThat(ViltTokenizer.json(dir, config)).isEqualTo(bert);
  }

  @Test
  void idsBeyondTheWordTableAreRefused() throws Exception {
    ViltConfig smaller = new ViltConfig(30_521, 48, 3, 4, 96, 40, 64, 16, 3, 2, 2, 1e-12, 1e-12);
    assertThatThrownBy(() -> ViltTokenizer.json(dir, smaller))
        .isInstanceOf(IOException.class)
        .hasMessage(
            dir.resolve("vocab.txt")
                + " has token ids up to 30521; config.json allows ids below vocab_size 30521");
    Files.write(dir.resolve("tokenizer.json"), bert);
    assertThatThrownBy(() -> ViltTokenizer.json(dir, smaller))
        .hasMessageStartingWith(dir.resolve("tokenizer.json") + " has token ids up to 30521");
  }

  @Test
  void aFileThatIsNoTokenizerIsNamed() throws Exception {
    Path file = dir.resolve("tokenizer.json");
    Files.writeString(file, "{\"model\":{\"vocab\":[]}}");
    assertThatThrownBy(() -> ViltTokenizer.json(dir, config))
        .hasMessage(file + ": model.vocab must be an object of ids by token");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> ViltTokenizer.json(dir, config))
        .hasMessageStartingWith(file + " is not JSON");
    Files.delete(file);
    Files.writeString(dir.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n");
    assertThatThrownBy(() -> ViltTokenizer.json(dir, config))
        .hasMessageContaining("has no line [SEP]");
    Files.delete(dir.resolve("vocab.txt"));
    assertThatThrownBy(() -> ViltTokenizer.json(dir, config))
        .hasMessage(dir + " holds no tokenizer; allowed are tokenizer.json and vocab.txt");
  }

  private static float[] ids(TextTokens tokens, String text) throws PayloadException {
    return tokens.extract(text.getBytes(StandardCharsets.UTF_8)).values();
  }
}
