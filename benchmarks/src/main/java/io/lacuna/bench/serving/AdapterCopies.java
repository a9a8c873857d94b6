package io.lacuna.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same adapter under many names, so that each is held and computed with by itself. */
public final class AdapterCopies {
  private AdapterCopies() {}

  /** Writes the folders {@code adapter0}, {@code adapter1}…; their ids are {@code adapter-0}…. */
  public static List<Path> of(Path adapter, Path parent, int copies) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      Path folder = Files.createDirectories(parent.resolve("adapter" + i));
      Files.copy(adapter.resolve(Adapter.TENSORS), folder.resolve(Adapter.TENSORS));
      ObjectNode config = (ObjectNode) json.readTree(adapter.resolve(Adapter.CONFIG).toFile());
      config.put("id", "adapter-" + i);
      json.writeValue(folder.resolve(Adapter.CONFIG).toFile(), config);
      folders.add(folder);
    }
    return folders;
  }
}
