package io.lacuna.trainer.data;

import io.lacuna.model.modality.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the payload of one modality of one subject lies. Reading it does not change it. */
public sealed interface PayloadSource {

  /** Reads the payload. */
  Payload read();

  /** A file inside the folder. */
  record InFile(Path file, String mediaType) implements PayloadSource {
    @Override
    public Payload read() {
      try {
        return new Payload.Encoded(mediaType, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  /** Text in the line itself. */
  record Inline(String text) implements PayloadSource {
    @Override
    public Payload read() {
      return new Payload.Encoded("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
