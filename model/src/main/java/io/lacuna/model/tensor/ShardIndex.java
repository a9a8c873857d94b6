package io.lacuna.model.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which shard of a checkpoint holds which tensor.
 *
 * @param file the index itself
 * @param shardOf file name by tensor
 */
record ShardIndex(Path file, SortedMap<String, String> shardOf) {
  static final String FILE = "model.safetensors.index.json";

  private static final long MAX_BYTES = 16L << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @throws IOException if the file is not an index, or a shard is not a plain file name
   */
  static ShardIndex read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
    }
    JsonNode map;
    try {
      map = JSON.readTree(Files.readAllBytes(file)).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new IOException(file + ": weight_map must be an object that names at least one tensor");
    }
    SortedMap<String, String> shardOf = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      JsonNode shard = field.getValue();
      // a name from a file must not lead out of the folder
      if (!shard.isTextual() || !shard.textValue().matches("\\w[\\w.-]{0,200}\\.safetensors")) {
        throw new IOException(
            file
                + ": tensor '"
                + field.getKey()
                + "' is in "
                + shard
                + "; allowed are plain names of files beside the index that end in .safetensors");
      }
      shardOf.put(field.getKey(), shard.textValue());
    }
    return new ShardIndex(file, shardOf);
  }

  /** All shards; each exists. */
  Set<String> shards() throws IOException {
    Set<String> shards = new TreeSet<>(shardOf.values());
    for (String shard : shards) {
      if (!Files.isRegularFile(file.resolveSibling(shard))) {
        throw new IOException(file + " names " + shard + ", which is not in the folder");
      }
    }
    return shards;
  }

  /** A shard holds the tensors that the index says, no more and no fewer. */
  void check(String shard, SafetensorsHeader header) throws IOException {
    for (Map.Entry<String, String> e : shardOf.entrySet()) {
      if (e.getValue().equals(shard) && !header.tensors().containsKey(e.getKey())) {
        throw new IOException(
            file + " says that tensor '" + e.getKey() + "' is in " + shard + "; it is not");
      }
    }
    for (String tensor : header.tensors().keySet()) {
      if (!shard.equals(shardOf.get(tensor))) {
        throw new IOException(
            shard
                + " holds tensor '"
                + tensor
                + "', which "
                + file
                + (shardOf.containsKey(tensor)
                    ? " puts in " + shardOf.get(tensor)
                    : " does not name"));
      }
    }
  }
}
