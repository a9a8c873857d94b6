package io.lacuna.trainer.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of a report's images is its frontal view. The reports do not say; a table that others made
 * does, with columns {@code uid,filename,projection}.
 *
 * @param frontal file names, or empty if there is no table
 */
record Projections(Optional<Set<String>> frontal) {

  static Projections none() {
    return new Projections(Optional.empty());
  }

  /**
   * @throws ConvertException if the table has other columns
   */
  static Projections read(Path csv) throws IOException {
    List<String> lines = TextLines.of(csv);
    if (lines.isEmpty() || !lines.get(0).strip().equals("uid,filename,projection")) {
      throw new ConvertException(csv + " line 1 must be uid,filename,projection");
    }
    Set<String> frontal = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).strip().split(",", -1);
      if (cells.length != 3) {
        throw new ConvertException(csv + " line " + (i + 1) + " must have three cells");
      }
      if (cells[2].equals("Frontal")) {
        frontal.add(cells[1]);
      }
    }
    return new Projections(Optional.of(frontal));
  }

  /** The first image that is frontal; without a table, the first. */
  Optional<String> choose(List<String> images) {
    return images.stream()
        .filter(id -> frontal.isEmpty() || fileNames(id).stream().anyMatch(frontal.get()::contains))
        .findFirst();
  }

  /** How the two distributions of the images name a file: with the report's id before, or not. */
  static List<String> fileNames(String id) {
    return List.of(id + ".png", id.replaceFirst("^CXR\\d+_", "") + ".dcm.png");
  }
}
