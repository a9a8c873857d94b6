package io.lacuna.app.cli;

import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.RecordingCopies;
import io.lacuna.model.recording.RecordingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "recording",
    mixinStandardHelpOptions = true,
    description = "Shows, verifies, masks and splits recordings.",
    footer = {"", "Example: ./lacuna recording show recordings/patient"})
final class RecordingCommand {
  private static final String FOLDER = "Folder of the recording.";

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints what a recording holds.",
      footer = {"", "Example: ./lacuna recording show recordings/patient"})
  int show(
      @Parameters(paramLabel = "DIR", description = FOLDER) Path dir,
      @Option(names = "--json", description = "The manifest itself.") boolean json)
      throws IOException {
    RecordingFolder recording = open(dir);
    if (json) {
      System.out.print(Files.readString(dir.resolve(RecordingFolder.MANIFEST)));
    } else {
      RecordingText.of(recording).forEach(System.out::println);
    }
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Compares every file with its digest.",
      footer = {"", "Example: ./lacuna recording verify recordings/patient"})
  int verify(@Parameters(paramLabel = "DIR", description = FOLDER) Path dir) throws IOException {
    RecordingFolder recording = open(dir);
    recording.verify();
    System.out.println(dir + " ok, " + recording.manifest().sha256().size() + " files");
    return 0;
  }

  @Command(
      name = "mask",
      mixinStandardHelpOptions = true,
      description = "Writes a copy in which ids, sites or payloads cannot be read.",
      footer = {"", "Example: ./lacuna recording mask monday --mask ids,payloads --out shared"})
  int mask(
      @Parameters(paramLabel = "DIR", description = FOLDER) Path dir,
      @Mixin MaskOptions maskOptions,
      @Option(names = "--out", required = true, description = "New folder.") Path out)
      throws IOException {
    Set<Mask> masks = maskOptions.masks();
    KeyedHash hash = maskOptions.hash();
    if (masks.isEmpty()) {
      throw new IllegalArgumentException("--mask must name what to mask: ids, sites, payloads");
    }
    RecordingFolder masked = RecordingCopies.of(open(dir)).mask(out, masks, hash);
    RecordingText.of(masked).forEach(System.out::println);
    return 0;
  }

  @Command(
      name = "split",
      mixinStandardHelpOptions = true,
      description = "Writes several recordings that together hold the same records.",
      footer = {"", "Example: ./lacuna recording split monday --by time --every 1h --out hours"})
  int split(
      @Parameters(paramLabel = "DIR", description = FOLDER) Path dir,
      @Option(names = "--by", required = true, description = "partition or time.") String by,
      @Option(names = "--every", description = "Length of a piece, e.g. 1h; with --by time.")
          String every,
      @Option(names = "--out", required = true, description = "New folder.") Path out)
      throws IOException {
    boolean byTime = by.equals("time");
    if (!byTime && !by.equals("partition")) {
      throw new IllegalArgumentException("--by " + by + " must be partition or time");
    }
    if (byTime != (every != null)) {
      throw new IllegalArgumentException("--every goes with --by time, and only with it");
    }
    RecordingCopies copies = RecordingCopies.of(open(dir));
    List<RecordingFolder> pieces =
        byTime ? copies.byTime(out, everyMs(every)) : copies.byPartition(out);
    pieces.forEach(piece -> System.out.println(piece.root()));
    return 0;
  }

  /**
   * @throws IllegalArgumentException if the folder is no recording, or not a whole one
   */
  static RecordingFolder open(Path dir) {
    if (!Files.isRegularFile(dir.resolve(RecordingFolder.MANIFEST))) {
      throw new IllegalArgumentException(
          dir + " is no recording, or was interrupted: it lacks " + RecordingFolder.MANIFEST);
    }
    return new RecordingFolder(dir);
  }

  private static long everyMs(String text) {
    try {
      long every = Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toMillis();
      if (every > 0) {
        return every;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException("--every " + text + " must be like 30s, 10m or 1h");
  }
}
