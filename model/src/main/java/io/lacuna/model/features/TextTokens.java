package io.lacuna.model.features;

import static io.lacuna.model.modality.RejectReason.BLANK_TEXT;
import static io.lacuna.model.modality.RejectReason.INVALID_UTF8;
import static io.lacuna.model.modality.RejectReason.PAYLOAD_TOO_LARGE;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.lacuna.model.modality.PayloadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** UTF-8 text to the token ids of a text model. Thread-safe; owns native memory. */
public final class TextTokens implements AutoCloseable {
  /** Rows of the embedding table of all-MiniLM-L6-v2. */
  static final int VOCABULARY = 30_522;

  /** Ids of the opening and the closing token. */
  static final int OPEN = 101;

  static final int CLOSE = 102;

  private static final String RESOURCE = "/all-minilm-l6-v2-tokenizer.json";
  private static final int MAX_BYTES = 1 << 20;

  /** The opening and the closing token, which every text gets. */
  private static final int FRAME = 2;

  private final HuggingFaceTokenizer tokenizer;

  /** The tokens of all-MiniLM-L6-v2. */
  TextTokens(TextSpec spec) {
    this(resource(), spec.maxTokens());
  }

  /**
   * @param tokenizer a tokenizer of Hugging Face, as {@code tokenizer.json} holds it
   * @param maxTokens texts are cut to this many, the opening and the closing token included
   * @throws IllegalArgumentException if it is no tokenizer, or does not frame texts by two tokens
   */
  public TextTokens(byte[] tokenizer, int maxTokens) {
    Map<String, String> options =
        Map.of(
            "padding", "false",
            "truncation", "true",
            "maxLength", Integer.toString(maxTokens));
    try {
      this.tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizer), options);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a tokenizer: " + e.getMessage(), e);
    }
    if (empty().values().length != FRAME) {
      close();
      throw new IllegalArgumentException(
          "the tokenizer must put one token before a text and one after it");
    }
  }

  private static byte[] resource() {
    try (InputStream in = TextTokens.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no " + RESOURCE + " on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  /** The ids of a text without words: the opening and the closing token. */
  public Features empty() {
    return features(tokenizer.encode("").getIds());
  }

  /**
   * @throws PayloadException if the text is too long, not UTF-8 or without a word
   */
  public Features extract(byte[] utf8) throws PayloadException {
    if (utf8.length > MAX_BYTES) {
      throw new PayloadException(
          PAYLOAD_TOO_LARGE, "text of " + utf8.length + " bytes; at most " + MAX_BYTES);
    }
    String text = decode(utf8);
    long[] ids = text.isBlank() ? new long[0] : tokenizer.encode(text).getIds();
    if (ids.length <= FRAME) {
      throw new PayloadException(BLANK_TEXT, "text without a word, " + utf8.length + " bytes");
    }
    return features(ids);
  }

  private static Features features(long[] ids) {
    float[] values = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      values[i] = ids[i];
    }
    return new Features(new int[] {ids.length}, values);
  }

  private static String decode(byte[] utf8) throws PayloadException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new PayloadException(
          INVALID_UTF8, "text of " + utf8.length + " bytes is not valid UTF-8");
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
