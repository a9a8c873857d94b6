package io.lacuna.app.adapters;

import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.AdapterFile;
import io.lacuna.schema.Announcement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Own copies of announced adapters. The engine maps the files it reads, so they must not change
 * under it: what is announced is copied, checked by hash, and used from here. For one thread.
 */
final class AdapterStore {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final Path root;
  private final Path modelsDir;

  /**
   * @param root directory of the copies, one folder per digest
   * @param modelsDir what relative locations are relative to
   */
  AdapterStore(Path root, Path modelsDir) {
    this.root = root;
    this.modelsDir = modelsDir;
  }

  /**
   * Folder with the announced files.
   *
   * @throws AdapterException if a file is missing at the announced location or is another one
   * @throws UncheckedIOException if the copy cannot be written; nobody's fault
   */
  Path fetch(Announcement announcement) {
    Map<String, String> wanted = wanted(announcement);
    Path own = root.resolve(announcement.getAdapterDigest());
    try {
      if (holds(own, wanted)) {
        return own;
      }
      Files.createDirectories(root);
      Path part = root.resolve("." + announcement.getAdapterDigest() + ".part");
      delete(part);
      Files.createDirectory(part);
      copy(modelsDir.resolve(announcement.getLocation()), part, wanted);
      delete(own);
      return Files.move(part, own);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a copy of an adapter in " + root, e);
    }
  }

  /** The announced hashes by file name; names that are no plain names never reach the disk. */
  private static Map<String, String> wanted(Announcement announcement) {
    Map<String, String> wanted = new TreeMap<>();
    announcement.getFiles().forEach(file -> wanted.put(file.getName(), file.getSha256()));
    Set<String> allowed = new HashSet<>(AdapterFolder.SERVED);
    allowed.addAll(AdapterFolder.OPTIONAL);
    if (!wanted.keySet().containsAll(AdapterFolder.SERVED)
        || !allowed.containsAll(wanted.keySet())
        || !DIGEST.matcher(announcement.getAdapterDigest()).matches()) {
      throw new AdapterException(
          Refusal.FILE_MISSING,
          "the announcement must name a digest of 64 hex digits and the files "
              + AdapterFolder.SERVED
              + ", and may name "
              + AdapterFolder.OPTIONAL
              + "; it names "
              + wanted.keySet());
    }
    return wanted;
  }

  private static boolean holds(Path folder, Map<String, String> wanted) throws IOException {
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!Files.isRegularFile(path)
          || !Sha256.hex(Files.readAllBytes(path)).equals(file.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static void copy(Path from, Path to, Map<String, String> wanted) throws IOException {
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      Path source = from.resolve(file.getKey());
      byte[] bytes = read(source);
      String actual = Sha256.hex(bytes);
      if (!actual.equals(file.getValue())) {
        throw new AdapterException(
            Refusal.FILE_CHANGED,
            source + " has SHA-256 " + actual + ", announced is " + file.getValue());
      }
      Files.write(to.resolve(file.getKey()), bytes);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AdapterException(Refusal.FILE_MISSING, "cannot read " + file + ": " + e, e);
    }
  }

  /** What an announcement must say of a folder's files. */
  static List<AdapterFile> describe(Path folder) {
    return AdapterFolder.files(folder).stream()
        .map(name -> new AdapterFile(name, Sha256.hex(read(folder.resolve(name)))))
        .toList();
  }

  /** Deletes all other copies, and what a broken-off copy left. */
  void keepOnly(Set<String> digests) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> folders = Files.list(root)) {
      Set<String> held =
          folders
              .map(f -> f.getFileName().toString())
              .collect(Collectors.toCollection(HashSet::new));
      held.removeAll(digests);
      for (String other : held) {
        delete(root.resolve(other));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
