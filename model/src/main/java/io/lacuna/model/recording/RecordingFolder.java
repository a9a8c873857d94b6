package io.lacuna.model.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.RecordedRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * A recording on disk: {@code recording.json}, Avro object container files of records, and, where
 * labels are known, {@code truth.jsonl}. The records stand either in one {@code feed.avro} in order
 * of arrival, or in one file per topic and partition, {@code <role>-<partition>.avro}, in offset
 * order.
 *
 * @param root the folder
 */
public record RecordingFolder(Path root) {
  public static final String FEED = "feed.avro";
  public static final String TRUTH = "truth.jsonl";
  public static final String MANIFEST = "recording.json";
  static final String AVRO = ".avro";

  static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  public RecordingManifest manifest() throws IOException {
    return JSON.readValue(root.resolve(MANIFEST).toFile(), RecordingManifest.class);
  }

  /** What is held of each topic and partition. */
  public List<RecordedRange> contents() throws IOException {
    return isFeed() ? FeedContents.of(this) : manifest().ranges();
  }

  /** The roles of the recorded topics, as words, sorted. */
  public Set<String> roles() throws IOException {
    return contents().stream()
        .map(RecordedRange::role)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The partitions that hold input records, sorted. */
  public List<Integer> partitions() throws IOException {
    return contents().stream()
        .filter(range -> range.records() > 0)
        .filter(range -> TopicRole.of(range.role()).modality().isPresent())
        .map(RecordedRange::partition)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The input records of one partition, image, text and audio, merged by arrival; ties by modality,
   * then offset. Holds one block per file in memory; close it after use.
   */
  public CloseableIterator<Arrival> arrivals(int partition) throws IOException {
    return ArrivalMerge.open(this, partition);
  }

  /**
   * The records of one topic and partition in offset order; none if nothing of it was recorded.
   *
   * @throws IllegalArgumentException if there is no such role
   */
  public CloseableIterator<RecordedRecord> records(String role, int partition) throws IOException {
    TopicRole topic = TopicRole.of(role);
    if (isFeed()) {
      return new TopicRecords(openFeed(), topic, partition);
    }
    Path file = root.resolve(fileName(topic, partition));
    return Files.exists(file) ? RecordingReader.open(file) : CloseableIterator.empty();
  }

  static String fileName(TopicRole role, int partition) {
    return role.word() + "-" + partition + AVRO;
  }

  private boolean isFeed() {
    return Files.exists(root.resolve(FEED));
  }

  /** Hands on the records of a role, partition by partition, each in offset order. */
  public void each(TopicRole role, Consumer<RecordedRecord> to) throws IOException {
    for (RecordedRange range : manifest().ranges()) {
      if (range.role().equals(role.word())) {
        try (CloseableIterator<RecordedRecord> records = records(range.role(), range.partition())) {
          records.forEachRemaining(to);
        }
      }
    }
  }

  /** Opens the single feed file at its first record. */
  public RecordingReader openFeed() throws IOException {
    return RecordingReader.open(root.resolve(FEED));
  }

  /**
   * The schemas behind the ids in the record values, over all files.
   *
   * @throws IOException if two files give one id to different schemas
   */
  public Map<Integer, Schema> schemas() throws IOException {
    Map<Integer, Schema> schemas = new TreeMap<>();
    for (String name : manifest().sha256().keySet()) {
      if (name.endsWith(AVRO)) {
        try (RecordingReader file = RecordingReader.open(root.resolve(name))) {
          for (Map.Entry<Integer, Schema> e : file.schemas().entrySet()) {
            Schema before = schemas.putIfAbsent(e.getKey(), e.getValue());
            if (before != null && !before.equals(e.getValue())) {
              throw new IOException(root + ": files differ in the schema with id " + e.getKey());
            }
          }
        }
      }
    }
    return schemas;
  }

  /** Reads the values of the records of every file. */
  public RecordedValues values() throws IOException {
    return new RecordedValues(schemas());
  }

  /** The labels of each subject, task by task, in the order of the file; none without the file. */
  public Map<String, JsonNode> truth() throws IOException {
    Map<String, JsonNode> truth = new LinkedHashMap<>();
    if (!Files.exists(root.resolve(TRUTH))) {
      return truth;
    }
    for (String line : Files.readAllLines(root.resolve(TRUTH))) {
      JsonNode node = JSON.readTree(line);
      truth.put(node.get("subject").asText(), node.get("labels"));
    }
    return truth;
  }

  /**
   * Compares the files with the digests in the manifest.
   *
   * @throws IOException naming the first file that differs, is missing or is not listed
   */
  public void verify() throws IOException {
    Map<String, String> listed = manifest().sha256();
    for (Map.Entry<String, String> e : listed.entrySet()) {
      Path file = root.resolve(e.getKey());
      if (!Files.isRegularFile(file)) {
        throw differs(e.getKey() + " is missing");
      }
      String found = sha256(file);
      if (!found.equals(e.getValue())) {
        throw differs(e.getKey() + " has SHA-256 " + found + ", listed is " + e.getValue());
      }
    }
    try (Stream<Path> files = Files.list(root)) {
      for (String name : files.map(f -> f.getFileName().toString()).sorted().toList()) {
        if ((name.endsWith(AVRO) || name.equals(TRUTH)) && !listed.containsKey(name)) {
          throw differs(name + " is not listed");
        }
      }
    }
  }

  private IOException differs(String why) {
    return new IOException(root + " does not match its " + MANIFEST + ": " + why);
  }

  /**
   * Writes a whole recording as a single feed, replacing an older one.
   *
   * @param about its manifest; digests are computed here
   * @param schemas registry ids used in the record values
   * @param records in order of arrival
   * @param truth labels by subject
   */
  public void write(
      RecordingManifest about,
      Map<Integer, Schema> schemas,
      List<RecordedRecord> records,
      Map<String, JsonNode> truth)
      throws IOException {
    Files.createDirectories(root);
    try (var feed = RecordingWriter.create(root.resolve(FEED), about, schemas)) {
      for (RecordedRecord record : records) {
        feed.append(record);
      }
    }
    writeTruth(truth);
    seal(about, List.of(FEED, TRUTH));
  }

  void writeTruth(Map<String, JsonNode> truth) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(root.resolve(TRUTH))) {
      for (Map.Entry<String, JsonNode> subject : truth.entrySet()) {
        ObjectNode line = JSON.createObjectNode().put("subject", subject.getKey());
        line.set("labels", subject.getValue());
        lines.write(JSON.writeValueAsString(line) + "\n");
      }
    }
  }

  /** Writes the manifest with the digests of complete files. */
  void seal(RecordingManifest about, List<String> files) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String file : files) {
      digests.put(file, sha256(root.resolve(file)));
    }
    RecordingManifest sealed = about.withSha256(digests);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sealed);
    Files.writeString(root.resolve(MANIFEST), text + "\n");
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.start();
    try (InputStream in = Files.newInputStream(file)) {
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
