package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files below one directory. */
final class FileClaims implements ClaimStore {
  private final Path root;

  FileClaims(Path root) {
    this.root = root;
  }

  @Override
  public byte[] read(URI uri, long size) throws PayloadException {
    try {
      Path file = Path.of(uri).toRealPath();
      if (!file.startsWith(root.toRealPath())) {
        throw Unreachable.because("the claim lies outside claim.root");
      }
      // to open a pipe would wait for ever
      if (!Files.isRegularFile(file)) {
        throw Unreachable.because("the claim is no file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(Math.toIntExact(size + 1));
      }
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw Unreachable.because("the claim cannot be read: " + e.getClass().getSimpleName());
    }
  }
}
