package io.lacuna.model.vilt;

import io.lacuna.model.features.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The golden ViLT as a whole checkpoint folder: it has no tokenizer of its own. */
final class TinyVilt {
  static final int VOCABULARY = 200;

  private TinyVilt() {}

  /** Copies configuration and weights, and adds a vocabulary with these opening and closing ids. */
  static Path folder(Path dir, int open, int close) throws IOException {
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.write(dir.resolve(name), Golden.bytes("vilt_tiny/" + name));
    }
    vocabulary(dir.resolve("vocab.txt"), VOCABULARY, open, close);
    return dir;
  }

  /** Letters a to z, then numbered words, with the special tokens at or after these places. */
  static void vocabulary(Path file, int size, int open, int close) throws IOException {
    List<String> lines = new ArrayList<>();
    Map<Integer, String> special = Map.of(open, "[CLS]", close, "[SEP]");
    List<String> others = new ArrayList<>(List.of("[PAD]", "[UNK]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      others.add(String.valueOf(c));
    }
    for (int id = 0; id < size; id++) {
      String own = special.get(id);
      lines.add(own != null ? own : others.isEmpty() ? "word" + id : others.remove(0));
    }
    Files.write(file, lines);
  }
}
