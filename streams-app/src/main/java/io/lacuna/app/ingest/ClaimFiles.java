package io.lacuna.app.ingest;

import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.schema.ClaimCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes payloads that are too large for a record below the claim root, each under its SHA-256, so
 * that one that is sent again is the same file. Thread-safe, also with other processes.
 */
final class ClaimFiles {
  private final Path root;

  /**
   * @throws IllegalArgumentException if the root is no folder
   */
  ClaimFiles(Path root) {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException("claim.root = " + root + " must be a folder");
    }
    this.root = root;
  }

  /**
   * Writes a payload; on return it is on the disk.
   *
   * @throws Refusal if it cannot be written
   */
  ClaimCheck write(String mediaType, byte[] payload) throws Refusal {
    String sha256 = HexFormat.of().formatHex(digest(payload));
    try {
      Path folder = Files.createDirectories(root.toRealPath().resolve(sha256.substring(0, 2)));
      Path file = folder.resolve(sha256);
      if (!Files.isRegularFile(file) || Files.size(file) != payload.length) {
        put(payload, folder, file);
      }
      return new ClaimCheck(file.toUri().toString(), sha256, (long) payload.length, mediaType);
    } catch (IOException e) {
      throw new Refusal(
          Reason.CLAIMS_AWAY, "the claim store answers " + e.getClass().getSimpleName());
    }
  }

  /** Under another name first: a reader never sees half a payload. */
  private static void put(byte[] payload, Path folder, Path file) throws IOException {
    Path part = Files.createTempFile(folder, "claim", ".part");
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(payload);
        while (left.hasRemaining()) {
          out.write(left);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static byte[] digest(byte[] payload) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(payload);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
