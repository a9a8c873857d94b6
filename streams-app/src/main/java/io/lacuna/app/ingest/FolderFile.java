package io.lacuna.app.ingest;

import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A file of the watched folder, as one look found it: {@code <pipeline>/<subject>/<name>}, maybe
 * with a side car {@code <name>.json} that says more about it.
 *
 * @param folder that is watched
 * @param path of the file
 * @param size bytes
 * @param modifiedMs UTC ms; the event time where the side car names none
 * @param plain whether it is a file, and no link
 */
record FolderFile(Path folder, Path path, long size, long modifiedMs, boolean plain) {
  /** Parts of the path below the folder. */
  static final int DEPTH = 3;

  private static final String SIDE_CAR = ".json";

  /** What stands alone: the statement that a sample will not come. */
  private static final String ABSENCE = ".absent.json";

  private static final int MAX_SIDE_CAR = 64 << 10;
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  static FolderFile of(Path folder, Path path, BasicFileAttributes now) {
    long modifiedMs = now.lastModifiedTime().toMillis();
    return new FolderFile(folder, path, now.size(), modifiedMs, now.isRegularFile());
  }

  /** Whether a name is that of a sample, and of none that is still being written. */
  static boolean isSample(String name) {
    boolean sideCar = name.endsWith(SIDE_CAR) && !name.endsWith(ABSENCE);
    return !sideCar && !name.startsWith(".") && !name.endsWith(".part") && !name.endsWith(".tmp");
  }

  /** Where it stands, below the folder. */
  Path place() {
    return folder.relativize(path);
  }

  /** Where its side car would be. */
  Path sideCar() {
    return path.resolveSibling(path.getFileName() + SIDE_CAR);
  }

  /**
   * Whether nobody touched it since.
   *
   * @throws IOException if it is gone
   */
  boolean isStill() throws IOException {
    return equals(
        of(folder, path, Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW)));
  }

  /**
   * Reads the sample.
   *
   * @throws Refusal if it is none
   * @throws IOException if it cannot be read now
   */
  Submission read() throws Refusal, IOException {
    if (!plain) {
      throw new Refusal(Reason.WRONG_PAYLOAD, "this is no plain file; links are not followed");
    }
    if (place().getNameCount() != DEPTH) {
      throw new Refusal(Reason.MALFORMED, "a file must lie in <pipeline>/<subject>/");
    }
    String name = path.getFileName().toString();
    if (name.endsWith(ABSENCE)) {
      return new Fields(said(path)).absence();
    }
    PayloadType type = PayloadType.ofFile(name);
    Fields fields = new Fields(said(Files.exists(sideCar(), NOFOLLOW) ? sideCar() : null));
    fields.onlyThese(Fields.ENVELOPE);
    return new Submission(
        fields.envelope(type.modality()), new Bytes(type.name(), bytes(path, size)));
  }

  /** What the path says, and over it what the JSON says. */
  private Map<String, String> said(Path json) throws Refusal, IOException {
    Map<String, String> said = new HashMap<>();
    said.put(Fields.PIPELINE, place().getName(0).toString());
    said.put(Fields.SUBJECT, place().getName(1).toString());
    said.put(Fields.EVENT_TIME, Instant.ofEpochMilli(modifiedMs).toString());
    if (json != null) {
      said.putAll(JsonFields.read(bytes(json, MAX_SIDE_CAR)));
    }
    return said;
  }

  private static byte[] bytes(Path file, long most) throws Refusal, IOException {
    try (InputStream in =
        Channels.newInputStream(
            Files.newByteChannel(file, Set.of(StandardOpenOption.READ, NOFOLLOW)))) {
      byte[] bytes = in.readNBytes((int) most);
      if (in.read() >= 0) {
        throw new Refusal(Reason.TOO_LARGE, "a file of more than " + most + " bytes");
      }
      return bytes;
    }
  }
}
