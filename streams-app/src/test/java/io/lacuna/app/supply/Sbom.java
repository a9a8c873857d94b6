package io.lacuna.app.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The bill of materials that the build wrote. */
record Sbom(JsonNode root) {
  static final Path FILE = Path.of("").toAbsolutePath().getParent().resolve("target/sbom.json");

  /**
   * A delivered library.
   *
   * @param name group and artifact
   * @param licences SPDX ids, or names where there is no id
   */
  record Component(String name, String version, String purl, List<String> licences) {}

  static Sbom read() throws IOException {
    return new Sbom(new ObjectMapper().readTree(FILE.toFile()));
  }

  /** All but our own modules. */
  List<Component> libraries() {
    List<Component> all = new ArrayList<>();
    for (JsonNode c : root.get("components")) {
      String group = c.path("group").asText();
      if (!group.equals("io.lacuna")) {
        all.add(
            new Component(
                group + ":" + c.get("name").asText(),
                c.get("version").asText(),
                c.path("purl").asText(),
                licences(c)));
      }
    }
    return all;
  }

  private static List<String> licences(JsonNode component) {
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode entry : component.path("licenses")) {
      JsonNode licence = entry.path("license");
      String id = licence.path("id").asText(licence.path("name").asText());
      names.add(entry.path("expression").asText(id));
    }
    return new ArrayList<>(names);
  }
}
