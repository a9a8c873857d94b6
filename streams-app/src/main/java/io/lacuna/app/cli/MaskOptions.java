package io.lacuna.app.cli;

import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Option;

/** What of a recording is made unreadable, and under which key ids are hashed. */
final class MaskOptions {
  @Option(
      names = "--mask",
      description = "What is made unreadable: ids, sites, payloads, e.g. --mask ids,payloads.")
  private String masks;

  @Option(
      names = "--mask-key",
      description =
          "File with the key under which ids are hashed, at least 16 bytes (default: a random one"
              + " that is not kept).")
  private Path keyFile;

  /** Nothing unless asked. */
  Set<Mask> masks() {
    return masks == null ? Set.of() : Mask.parseAll(masks);
  }

  /**
   * @throws IllegalArgumentException if the key is too short, or there is nothing to mask with it
   */
  KeyedHash hash() throws IOException {
    if (keyFile == null) {
      return KeyedHash.random();
    }
    if (masks == null) {
      throw new IllegalArgumentException("--mask-key needs --mask");
    }
    if (!Files.isRegularFile(keyFile) || !Files.isReadable(keyFile)) {
      throw new IllegalArgumentException("--mask-key " + keyFile + " is no file that can be read");
    }
    return KeyedHash.of(Files.readAllBytes(keyFile));
  }
}
