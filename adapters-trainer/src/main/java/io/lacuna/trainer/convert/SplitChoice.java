package io.lacuna.trainer.convert;

import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.plan.Draws;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which split a group belongs to. */
@FunctionalInterface
interface SplitChoice {
  /** Empty: its subjects are left out. */
  Optional<Split> of(String group);

  static SplitChoice allTrain() {
    return group -> Optional.of(Split.TRAIN);
  }

  /** 80, 10 and 10 % of groups, by a hash of their names. */
  static SplitChoice drawn(long seed) {
    return group -> {
      double u = Draws.of(seed, "split", group, 0).uniform();
      return Optional.of(u < 0.8 ? Split.TRAIN : u < 0.9 ? Split.VALIDATION : Split.TEST);
    };
  }

  /**
   * Reads a file of lines {@code GROUP,SPLIT}; a tab does as well as a comma, empty lines and those
   * that begin with # are skipped.
   *
   * @throws ConvertException naming the line
   */
  static SplitChoice read(Path file) throws IOException {
    Map<String, Split> splits = new HashMap<>();
    List<String> lines = TextLines.of(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = file + " line " + (i + 1);
      int at = Math.max(line.lastIndexOf(','), line.lastIndexOf('\t'));
      if (at < 1) {
        throw new ConvertException(where + " must be GROUP,SPLIT");
      }
      Split split = named(line.substring(at + 1).strip(), where);
      if (splits.put(line.substring(0, at).strip(), split) != null) {
        throw new ConvertException(where + " names a group that stands above already");
      }
    }
    return group -> Optional.ofNullable(splits.get(group));
  }

  private static Split named(String word, String where) throws ConvertException {
    return switch (word) {
      case "train" -> Split.TRAIN;
      case "validation", "valid", "val", "dev" -> Split.VALIDATION;
      case "test" -> Split.TEST;
      default ->
          throw new ConvertException(
              where + ": split '" + word + "' must be train, validation or test");
    };
  }
}
