package io.lacuna.model.vilt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The tokenizer of a checkpoint folder: {@code tokenizer.json}, or BERT's {@code vocab.txt} (one
 * token a line) with the switches of {@code tokenizer_config.json}, put into the same form.
 */
final class ViltTokenizer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FILE = "tokenizer.json";
  private static final String VOCABULARY = "vocab.txt";
  private static final String SWITCHES = "tokenizer_config.json";
  private static final long MAX_BYTES = 32L << 20;
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  /** Longer words are unknown. */
  private static final int MAX_WORD = 100;

  private ViltTokenizer() {}

  /**
   * @return the text of a {@code tokenizer.json}
   * @throws IOException if there is no tokenizer, or it has tokens that the word table has not
   */
  static byte[] json(Path dir, ViltConfig config) throws IOException {
    Path file = dir.resolve(FILE);
    if (Files.exists(file)) {
      byte[] bytes = bytes(file);
      checkIds(file, parse(file, bytes), config);
      return bytes;
    }
    Path vocabulary = dir.resolve(VOCABULARY);
    if (!Files.exists(vocabulary)) {
      throw new IOException(
          dir + " holds no tokenizer; allowed are " + FILE + " and " + VOCABULARY);
    }
    bytes(vocabulary);
    JsonNode root = wordPiece(vocabulary, switches(dir.resolve(SWITCHES)));
    checkIds(vocabulary, root, config);
    return JSON.writeValueAsBytes(root);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  private static JsonNode parse(Path file, byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** An id past the word table would fail a whole batch, and on a GPU the process. */
  private static void checkIds(Path file, JsonNode root, ViltConfig config) throws IOException {
    JsonNode vocabulary = root.path("model").path("vocab");
    if (!vocabulary.isObject() || vocabulary.isEmpty()) {
      throw new IOException(file + ": model.vocab must be an object of ids by token");
    }
    long highest = -1;
    for (JsonNode id : vocabulary) {
      highest = Math.max(highest, id.asLong(Long.MAX_VALUE));
    }
    for (JsonNode token : root.path("added_tokens")) {
      highest = Math.max(highest, token.path("id").asLong(Long.MAX_VALUE));
    }
    if (highest >= config.vocabSize()) {
      throw new IOException(
          file
              + " has token ids up to "
              + highest
              + "; config.json allows ids below vocab_size "
              + config.vocabSize());
    }
  }

  private static ConfigFile switches(Path file) throws IOException {
    return Files.exists(file)
        ? ConfigFile.read(file)
        : new ConfigFile(file, JSON.createObjectNode());
  }

  private static JsonNode wordPiece(Path file, ConfigFile switches) throws IOException {
    ObjectNode ids = JSON.createObjectNode();
    int line = 0;
    for (String token : Files.readAllLines(file)) {
      ids.put(token, line++);
    }
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    ObjectNode special = JSON.createObjectNode();
    for (String token : SPECIAL) {
      if (!ids.has(token)) {
        throw new IOException(
            file + " has no line " + token + "; all of " + SPECIAL + " must be there");
      }
      int id = ids.get(token).intValue();
      root.withArray("added_tokens")
          .addObject()
          .put("id", id)
          .put("content", token)
          .put("special", true)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false);
      ObjectNode own = special.putObject(token).put("id", token);
      own.putArray("ids").add(id);
      own.putArray("tokens").add(token);
    }
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", switches.flag("tokenize_chinese_chars", true))
        .put("strip_accents", switches.flag("strip_accents", null))
        .put("lowercase", switches.flag("do_lower_case", true));
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode frame = root.putObject("post_processor").put("type", "TemplateProcessing");
    template(frame, "single", "A");
    template(frame, "pair", "A", "B");
    frame.set("special_tokens", special.retain("[CLS]", "[SEP]"));
    root.putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", "[UNK]")
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", MAX_WORD)
        .set("vocab", ids);
    return root;
  }

  private static void template(ObjectNode frame, String name, String... texts) {
    var parts = frame.putArray(name);
    parts.addObject().putObject("SpecialToken").put("id", "[CLS]").put("type_id", 0);
    for (String text : texts) {
      int type = text.equals("A") ? 0 : 1;
      parts.addObject().putObject("Sequence").put("id", text).put("type_id", type);
      parts.addObject().putObject("SpecialToken").put("id", "[SEP]").put("type_id", type);
    }
  }
}
