package io.lacuna.app.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Where files of the watched folder go: {@code done/} and {@code refused/}, as they lay. */
final class FolderMoves {
  private static final String DONE = "done";
  private static final String REFUSED = "refused";

  /** Names below the folder that are no pipeline's. */
  static final List<String> OWN = List.of(DONE, REFUSED);

  private final Path folder;

  FolderMoves(Path folder) {
    this.folder = folder;
  }

  /** Whether this is one of the two. */
  boolean isOwn(Path path) {
    return OWN.stream().anyMatch(own -> path.equals(folder.resolve(own)));
  }

  void done(FolderFile file) throws IOException {
    move(file, folder.resolve(DONE));
  }

  /** The reason is written first: a refused file never lies there without one. */
  void refused(FolderFile file, Refusal refusal) throws IOException {
    Path target = free(folder.resolve(REFUSED).resolve(file.place()));
    Files.createDirectories(target.getParent());
    Files.writeString(
        target.resolveSibling(target.getFileName() + ".reason.json"),
        Problem.of(refusal).toPrettyString() + "\n");
    move(file, folder.resolve(REFUSED));
  }

  private static void move(FolderFile file, Path to) throws IOException {
    Path target = free(to.resolve(file.place()));
    Files.createDirectories(target.getParent());
    if (Files.exists(file.sideCar(), LinkOption.NOFOLLOW_LINKS)) {
      Files.move(file.sideCar(), target.resolveSibling(target.getFileName() + ".json"));
    }
    Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Nothing that lies there is overwritten. */
  private static Path free(Path wanted) {
    Path free = wanted;
    for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = wanted.resolveSibling(i + "-" + wanted.getFileName());
    }
    return free;
  }
}
