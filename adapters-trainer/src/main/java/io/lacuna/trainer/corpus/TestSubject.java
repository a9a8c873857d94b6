package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A subject of a data set's test split with its payloads. */
record TestSubject(String id, JsonNode labels, Map<Modality, InlineBytes> payloads) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<TestSubject> load(Path folder) throws IOException {
    JsonNode modalities = JSON.readTree(folder.resolve("dataset.json").toFile()).get("modalities");
    List<TestSubject> subjects = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("samples.jsonl"))) {
      JsonNode row = JSON.readTree(line);
      if (row.get("split").asText().equals(Split.TEST.word())) {
        subjects.add(read(folder, row, modalities));
      }
    }
    return subjects;
  }

  private static TestSubject read(Path folder, JsonNode row, JsonNode modalities)
      throws IOException {
    Map<Modality, InlineBytes> payloads = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      String name = modality.name().toLowerCase(Locale.ROOT);
      JsonNode payload = row.get(name);
      byte[] bytes =
          payload.has("raw")
              ? payload.get("raw").asText().getBytes(StandardCharsets.UTF_8)
              : Files.readAllBytes(folder.resolve(payload.get("file").asText()));
      String mediaType = modalities.get(name).path("media_type").asText("text/plain");
      payloads.put(modality, new InlineBytes(mediaType, ByteBuffer.wrap(bytes)));
    }
    return new TestSubject(row.get("subject").asText(), row.get("labels"), payloads);
  }
}
