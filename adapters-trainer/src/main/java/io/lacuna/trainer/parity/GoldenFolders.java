package io.lacuna.trainer.parity;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds folders by their names. */
final class GoldenFolders {
  private GoldenFolders() {}

  /**
   * All folders at or below {@code root} that have one of the names, links followed; what lies
   * inside such a folder is not looked at.
   */
  static SortedSet<Path> find(Path root, Set<String> names) throws IOException {
    SortedSet<Path> found = new TreeSet<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isGolden(folder) && found.add(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          /** A golden folder that cannot be listed is found all the same. */
          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            boolean loop = e instanceof FileSystemLoopException;
            if (loop || isGolden(path) && found.add(path)) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          private boolean isGolden(Path path) {
            return names.contains(path.toAbsolutePath().normalize().getFileName() + "");
          }
        };
    Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    return found;
  }
}
