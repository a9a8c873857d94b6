package io.lacuna.model.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.schema.RecordedRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * A recording on disk: {@code feed.avro}, {@code truth.jsonl} and {@code recording.json}.
 *
 * @param root the folder
 */
public record RecordingFolder(Path root) {
  public static final String FEED = "feed.avro";
  public static final String TRUTH = "truth.jsonl";
  public static final String MANIFEST = "recording.json";

  static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  public RecordingManifest manifest() throws IOException {
    return JSON.readValue(root.resolve(MANIFEST).toFile(), RecordingManifest.class);
  }

  /** Opens the feed at its first record. */
  public RecordingReader openFeed() throws IOException {
    return RecordingReader.open(root.resolve(FEED));
  }

  /** The labels of each subject, task by task, in the order of the file. */
  public Map<String, JsonNode> truth() throws IOException {
    Map<String, JsonNode> truth = new LinkedHashMap<>();
    for (String line : Files.readAllLines(root.resolve(TRUTH))) {
      JsonNode node = JSON.readTree(line);
      truth.put(node.get("subject").asText(), node.get("labels"));
    }
    return truth;
  }

  /**
   * Compares the files with the digests in the manifest.
   *
   * @throws IOException if a file differs, is missing or is not listed
   */
  public void verify() throws IOException {
    Map<String, String> expected = manifest().sha256();
    Map<String, String> found = digests();
    if (!found.equals(expected)) {
      throw new IOException(
          root + " does not match its " + MANIFEST + ": files " + found + ", listed " + expected);
    }
  }

  /**
   * Writes a whole recording, replacing an older one.
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
    try (BufferedWriter lines = Files.newBufferedWriter(root.resolve(TRUTH))) {
      for (Map.Entry<String, JsonNode> subject : truth.entrySet()) {
        ObjectNode line = JSON.createObjectNode().put("subject", subject.getKey());
        line.set("labels", subject.getValue());
        lines.write(JSON.writeValueAsString(line) + "\n");
      }
    }
    RecordingManifest sealed = about.withSha256(digests());
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sealed);
    Files.writeString(root.resolve(MANIFEST), text + "\n");
  }

  private Map<String, String> digests() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String file : List.of(FEED, TRUTH)) {
      digests.put(file, sha256(root.resolve(file)));
    }
    return digests;
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
