package io.lacuna.bench.torture.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory that can be made as small as what it holds. Needs the right to mount. */
public final class SmallDisk implements AutoCloseable {
  private static final String ROOMY = "size=512m";
  private static final int ATTEMPTS = 20;
  private static final long PAGE = 4096;

  private final Path dir;
  private final Thread guard = new Thread(this::unmount, "torture-disk");

  private SmallDisk(Path dir) {
    this.dir = dir;
    Runtime.getRuntime().addShutdownHook(guard);
  }

  /**
   * @throws IOException saying why there can be none
   */
  public static SmallDisk mount(Path dir) throws IOException {
    Files.createDirectories(dir);
    run(List.of("mount", "-t", "tmpfs", "-o", ROOMY, "tmpfs", dir.toString()));
    return new SmallDisk(dir);
  }

  public Path dir() {
    return dir;
  }

  /** From now on nothing more can be written. */
  public void fill() {
    for (int i = 1; ; i++) {
      try {
        long used =
            Files.getFileStore(dir).getTotalSpace() - Files.getFileStore(dir).getUnallocatedSpace();
        resize("size=" + Math.max(PAGE, used));
        return;
      } catch (IOException written) {
        // something was written meanwhile
        if (i == ATTEMPTS) {
          throw new UncheckedIOException("cannot fill " + dir, written);
        }
      }
    }
  }

  /** There is room again. */
  public void free() {
    try {
      resize(ROOMY);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make room in " + dir, e);
    }
  }

  private void resize(String size) throws IOException {
    run(List.of("mount", "-o", "remount," + size, dir.toString()));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(said);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(guard);
    unmount();
  }

  private void unmount() {
    try {
      run(List.of("umount", "--lazy", dir.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unmount " + dir, e);
    }
  }
}
