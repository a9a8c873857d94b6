package io.lacuna.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;

/** Every published version of a record, from {@code schema-history/<record>} on the class path. */
public final class SchemaVersions {
  private SchemaVersions() {}

  /**
   * @param record simple name of the record
   * @throws IllegalArgumentException if the record has no published versions
   */
  public static List<Schema> of(String record) {
    String directory = "/schema-history/" + record + "/";
    return new String(read(directory + "versions.txt"), StandardCharsets.UTF_8)
        .lines()
        .map(version -> parse(directory + version + ".avsc"))
        .toList();
  }

  private static Schema parse(String resource) {
    return new Schema.Parser().parse(new String(read(resource), StandardCharsets.UTF_8));
  }

  private static byte[] read(String resource) {
    try (InputStream in = SchemaVersions.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no published schema " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
