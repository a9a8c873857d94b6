package io.lacuna.model.recording;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Writes a recording with one file per topic and partition. The manifest comes last: a folder
 * without one is unfinished. The same input gives the same bytes. Not thread-safe.
 */
public final class RecordingBuilder implements AutoCloseable {
  private record Place(TopicRole role, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byRole = role.compareTo(other.role);
      return byRole != 0 ? byRole : Integer.compare(partition, other.partition);
    }
  }

  private final RecordingFolder folder;
  private final Map<Place, PartFile> parts = new TreeMap<>();
  private final Map<Integer, Schema> schemas = new TreeMap<>();
  private final RecordingTally tally = new RecordingTally();

  private RecordingBuilder(RecordingFolder folder) {
    this.folder = folder;
  }

  /**
   * Opens a new folder, or an empty one.
   *
   * @throws IllegalArgumentException if there is something in it
   */
  public static RecordingBuilder create(Path root) throws IOException {
    TrustedRecords.install();
    Files.createDirectories(root);
    try (Stream<Path> files = Files.list(root)) {
      List<String> names = files.map(f -> f.getFileName().toString()).toList();
      if (names.contains(RecordingFolder.MANIFEST)) {
        throw new IllegalArgumentException(root + " holds a recording; choose a new folder");
      }
      if (names.stream().anyMatch(name -> name.endsWith(PartFile.SUFFIX))) {
        throw new IllegalArgumentException(
            root + " holds a recording that was interrupted; delete it, or choose a new folder");
      }
      if (!names.isEmpty()) {
        throw new IllegalArgumentException(root + " is not empty; choose a new folder");
      }
    }
    return new RecordingBuilder(new RecordingFolder(root));
  }

  /** Adds a schema under the id that record values name it by. */
  public void schema(int id, Schema schema) {
    schemas.put(id, schema);
  }

  /**
   * Starts the file of a topic and partition.
   *
   * @param topic the topic's name, for the manifest
   */
  public void open(TopicRole role, String topic, int partition) throws IOException {
    Place place = new Place(role, partition);
    if (!parts.containsKey(place)) {
      parts.put(place, new PartFile(folder.root(), role, topic, partition));
    }
  }

  /**
   * Adds a record to its file.
   *
   * @param record with a greater offset than the one before it in its file
   * @param sample what its value is, if it is one
   * @throws IllegalArgumentException if its file was not opened or its offset is not greater
   */
  public void append(RecordedRecord record, Optional<Sample> sample) throws IOException {
    part(TopicRole.of(record.getTopic()), record.getPartition()).append(record);
    tally.add(record, sample);
  }

  /** Counts something that the records do not show, e.g. why a claim could not be read. */
  public void count(String kind, String name) {
    tally.count(kind, name);
  }

  /**
   * Says which offsets were asked for; without it the range is that of the records.
   *
   * @param end behind the last one
   * @param hole true if records at its start had been deleted
   */
  public void range(TopicRole role, int partition, long from, long end, boolean hole) {
    part(role, partition).range(from, end, hole);
  }

  private PartFile part(TopicRole role, int partition) {
    PartFile part = parts.get(new Place(role, partition));
    if (part == null) {
      throw new IllegalArgumentException(
          RecordingFolder.fileName(role, partition) + " was not opened");
    }
    return part;
  }

  /**
   * Completes the files and writes the manifest.
   *
   * @param truth labels by subject; no file is written for none
   */
  public RecordingFolder seal(RecordingOrigin origin, Map<String, JsonNode> truth)
      throws IOException {
    List<RecordedRange> ranges = parts.values().stream().map(PartFile::range).toList();
    RecordingManifest about = tally.manifest(origin, ranges);
    List<String> files = new ArrayList<>();
    for (PartFile part : parts.values()) {
      files.add(part.seal(about, schemas));
    }
    if (!truth.isEmpty()) {
      folder.writeTruth(truth);
      files.add(RecordingFolder.TRUTH);
    }
    folder.seal(about, files);
    return folder;
  }

  /** Closes the files; what was not sealed stays unfinished. */
  @Override
  public void close() throws IOException {
    for (PartFile part : parts.values()) {
      part.close();
    }
  }
}
