package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One artist's emoji set, as the iconify packages hold it. */
final class ArtSet {

  /** A face as one artist drew it. */
  record Drawing(String artist, Face face, SVGDocument svg) {
    String id() {
      return artist + "/" + face.name();
    }
  }

  private final String artist;
  private final JsonNode icons;

  private ArtSet(String artist, JsonNode icons) {
    this.artist = artist;
    this.icons = icons;
  }

  /** The drawings an artist made of the given faces; a face the set lacks is left out. */
  static List<Drawing> load(NpmModules modules, String artist, List<Face> faces)
      throws IOException {
    ArtSet set = new ArtSet(artist, modules.json("@iconify-json/" + artist + "/icons.json"));
    List<Drawing> drawings = new ArrayList<>();
    for (Face face : faces) {
      for (String name : face.names()) {
        String body = set.body(name);
        if (body != null) {
          drawings.add(new Drawing(artist, face, set.parse(name, body)));
          break;
        }
      }
    }
    return drawings;
  }

  private String body(String name) {
    JsonNode alias = icons.path("aliases").path(name).path("parent");
    String own = alias.isMissingNode() ? name : alias.asText();
    return icons.path("icons").path(own).path("body").asText(null);
  }

  private SVGDocument parse(String name, String body) throws IOException {
    int width = icons.path("width").asInt(16);
    int height = icons.path("height").asInt(16);
    String svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
            + " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%s</svg>"
                .formatted(width, height, width, height, body);
    var in = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
    SVGDocument document = new SVGLoader().load(in, null, LoaderContext.createDefault());
    if (document == null) {
      throw new IOException("cannot read the drawing " + name + " of " + artist);
    }
    return document;
  }
}
