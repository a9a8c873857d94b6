package io.lacuna.bench.load;

import io.lacuna.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a benchmark's broker keeps its log and the variants their state. */
public final class DataDirectory {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where broker and variants keep their data, in a directory that is deleted afterwards. On"
              + " a disk, its flushes are part of each delay; /dev/shm leaves them out. Default:"
              + " the system's directory for temporary files.")
  private Path parent;

  /** Starts a broker there, and says in the report what kind of file system it is. */
  public TestBed open(Report report) throws IOException {
    return TestBed.open(where(report));
  }

  /** The same, with a registry that other processes can ask. */
  public TestBed openShared(Report report) throws IOException {
    return TestBed.openShared(where(report));
  }

  private Path where(Report report) throws IOException {
    Path where = parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
    if (!Files.isDirectory(where)) {
      throw new IllegalArgumentException("--data: " + where + " is no directory");
    }
    report.setting("data on", Files.getFileStore(where).type());
    return where;
  }
}
