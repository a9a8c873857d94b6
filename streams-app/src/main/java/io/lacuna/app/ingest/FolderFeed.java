package io.lacuna.app.ingest;

import io.lacuna.app.ingest.Refusal.Reason;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the files of a folder, {@code <pipeline>/<subject>/<name>}. A file is sent when two looks
 * found it the same, and moved to {@code done/} when the broker has it, or to {@code refused/} with
 * the reason beside it. One whose move is cut off is sent again and is a duplicate then, since its
 * event time and bytes are the same. Links are not followed. One thread.
 */
final class FolderFeed {
  private static final Logger LOG = LoggerFactory.getLogger(FolderFeed.class);
  private static final String DOOR = "folder";

  private final Path folder;
  private final Ingest ingest;
  private final FolderMoves moves;
  private Map<Path, FolderFile> before = Map.of();

  /** Answered for, but they could not be moved. */
  private final Set<FolderFile> stuck = new HashSet<>();

  private final List<Sent> sent = new ArrayList<>();
  private int done;
  private int refused;

  /** On its way to the broker. */
  private record Sent(FolderFile file, InFlight.Place place, CompletableFuture<Position> at) {}

  /**
   * @throws IllegalArgumentException if it is no folder
   */
  FolderFeed(Path folder, Ingest ingest) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("ingest.folder = " + folder + " must be a folder");
    }
    this.folder = folder;
    this.ingest = ingest;
    this.moves = new FolderMoves(folder);
  }

  /**
   * Looks once, and returns when every file that was sent is answered for.
   *
   * @throws IOException if the folder cannot be read
   */
  FolderLook look() throws IOException {
    done = 0;
    refused = 0;
    List<FolderFile> found = found();
    boolean goesOn = true;
    for (FolderFile file : found) {
      if (goesOn && file.equals(before.get(file.path())) && !stuck.contains(file)) {
        goesOn = take(file);
      }
    }
    settle();
    before = new HashMap<>();
    found.forEach(file -> before.put(file.path(), file));
    stuck.retainAll(found);
    return new FolderLook(done, refused, found.size() - done - refused - stuck.size());
  }

  private List<FolderFile> found() throws IOException {
    List<FolderFile> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        FolderFile.DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes now) {
            boolean hidden = !path.equals(folder) && path.getFileName().toString().startsWith(".");
            return hidden || moves.isOwn(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes now) {
            if (!now.isDirectory() && FolderFile.isSample(path.getFileName().toString())) {
              found.add(FolderFile.of(folder, path, now));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (path.equals(folder)) {
              throw e;
            }
            if (!(e instanceof NoSuchFileException)) {
              LOG.warn("a folder below ingest.folder cannot be read: {}", name(e));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(FolderFile::path));
    return found;
  }

  /** Whether the next one can be tried. */
  private boolean take(FolderFile file) {
    try {
      send(file);
      return sent.stream().noneMatch(s -> s.at().isCompletedExceptionally());
    } catch (Refusal refusal) {
      if (!refusal.reason().isPassing()) {
        refuse(file, refusal);
        return true;
      }
      return refusal.reason() == Reason.BUSY && !sent.isEmpty() && again(file);
    } catch (IOException e) {
      LOG.warn("a file of ingest.folder cannot be read now: {}", name(e));
      return true;
    }
  }

  /** When what was sent is answered for, there is room. */
  private boolean again(FolderFile file) {
    settle();
    return take(file);
  }

  private void send(FolderFile file) throws Refusal, IOException {
    InFlight.Place place = ingest.room(file.plain() ? file.size() : 0);
    boolean onItsWay = false;
    try {
      Submission submission = file.read();
      if (file.isStill()) {
        sent.add(new Sent(file, place, ingest.send(DOOR, ingest.prepare(submission))));
        onItsWay = true;
      }
    } finally {
      if (!onItsWay) {
        place.close();
      }
    }
  }

  private void settle() {
    for (Sent s : sent) {
      try {
        s.at().join();
        done++;
        move(s.file(), () -> moves.done(s.file()));
      } catch (CompletionException e) {
        answerOf(s.file(), e);
      } finally {
        s.place().close();
      }
    }
    sent.clear();
  }

  private void answerOf(FolderFile file, CompletionException e) {
    if (!(e.getCause() instanceof Refusal refusal)) {
      throw e;
    }
    if (refusal.reason().isPassing()) {
      ingest.refused(DOOR, refusal);
      LOG.warn("files of ingest.folder wait: {}", refusal.getMessage());
    } else {
      refuse(file, refusal);
    }
  }

  private void refuse(FolderFile file, Refusal refusal) {
    ingest.refused(DOOR, refusal);
    refused++;
    move(file, () -> moves.refused(file, refusal));
  }

  /** A move of a file. */
  private interface Move {
    void run() throws IOException;
  }

  private void move(FolderFile file, Move move) {
    try {
      move.run();
    } catch (IOException e) {
      stuck.add(file);
      LOG.error("a file of ingest.folder cannot be moved, and is left alone: {}", name(e));
    }
  }

  /** Paths hold subject ids, and so does what the exception says. */
  private static String name(IOException e) {
    return e.getClass().getSimpleName();
  }
}
