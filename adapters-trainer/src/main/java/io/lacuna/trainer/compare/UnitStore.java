package io.lacuna.trainer.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.modality.PresenceMask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run folder's units, one file each. A file is written elsewhere and moved, so it is whole or not
 * there. A unit is claimed by a lock on a file beside it; the system gives up the lock of a process
 * that dies.
 */
final class UnitStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "lacuna-compare-unit/1";

  private final Path folder;

  /**
   * @param run folder of the run; made if it is not there
   */
  UnitStore(Path run) throws IOException {
    this.folder = Files.createDirectories(run.resolve("units"));
  }

  boolean has(Unit unit) {
    return Files.exists(file(unit));
  }

  private Path file(Unit unit) {
    return folder.resolve(unit.name() + ".json");
  }

  /** The right to compute a unit; given back when closed. */
  record Claim(FileChannel channel, Path file) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
      channel.close();
    }
  }

  /** Claims a unit; empty if another process has it. */
  Optional<Claim> claim(Unit unit) throws IOException {
    return claim(unit, false);
  }

  /** Claims a unit, after whoever has it. */
  Claim await(Unit unit) throws IOException {
    return claim(unit, true).orElseThrow();
  }

  private Optional<Claim> claim(Unit unit, boolean waiting) throws IOException {
    Path file = folder.resolve(unit.name() + ".claim");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = waiting ? channel.lock() : channel.tryLock();
      if (lock != null) {
        return Optional.of(new Claim(channel, file));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  void write(Unit unit, String label, UnitScores scores) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT).put("digest", unit.digest());
    root.put("method", label).put("table", unit.table().name());
    root.put("seed", unit.seed()).put("part", unit.part());
    root.put("seconds", scores.seconds()).put("trained", scores.trained());
    ObjectNode byMask = root.putObject("scores");
    scores
        .scores()
        .forEach(
            (mask, subjects) -> {
              ArrayNode rows = byMask.putArray(mask.toString());
              for (List<float[]> tasks : subjects) {
                ArrayNode row = rows.addArray();
                tasks.forEach(values -> row.add(array(values)));
              }
            });
    Path whole = Files.createTempFile(folder, unit.name(), ".part");
    Files.write(whole, JSON.writeValueAsBytes(root));
    Files.move(
        whole, file(unit), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ArrayNode array(float[] values) {
    ArrayNode array = JSON.createArrayNode();
    for (float v : values) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("a method answered " + v + ", which is no number");
      }
      array.add(v);
    }
    return array;
  }

  /**
   * Reads a unit that is there.
   *
   * @throws IllegalArgumentException if the file is not that unit's
   */
  UnitScores read(Unit unit) throws IOException {
    JsonNode root = JSON.readTree(Files.readAllBytes(file(unit)));
    if (!root.path("format").asText().equals(FORMAT)
        || !root.path("digest").asText().equals(unit.digest())) {
      throw new IllegalArgumentException(
          file(unit) + " does not hold the unit that it is named after; delete it");
    }
    Map<PresenceMask, List<List<float[]>>> scores = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> mask : root.get("scores").properties()) {
      List<List<float[]>> subjects = new ArrayList<>();
      for (JsonNode row : mask.getValue()) {
        List<float[]> tasks = new ArrayList<>();
        row.forEach(values -> tasks.add(floats(values)));
        subjects.add(tasks);
      }
      scores.put(PresenceMask.parse(mask.getKey()), subjects);
    }
    return new UnitScores(root.get("seconds").asDouble(), root.get("trained").asLong(), scores);
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
