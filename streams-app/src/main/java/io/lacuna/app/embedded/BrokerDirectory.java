package io.lacuna.app.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The directory of one broker: locked while open, formatted once. Kafka has a lock of its own, but
 * answers a second broker by halting the JVM.
 */
final class BrokerDirectory implements AutoCloseable {
  private final Path log;
  private final FileChannel lock;

  private BrokerDirectory(Path log, FileChannel lock) {
    this.log = log;
    this.lock = lock;
  }

  /** Makes the directory if it is new and takes it for this broker. */
  static BrokerDirectory open(Path dir) throws IOException {
    Path file = Files.createDirectories(dir).resolve("broker.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IOException(dir + " is in use by another broker; one at a time is allowed");
    }
    BrokerDirectory directory = new BrokerDirectory(dir.resolve("log"), channel);
    try {
      directory.formatIfNew();
      return directory;
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Where Kafka keeps its log and, in {@code meta.properties}, the cluster's id. */
  Path log() {
    return log;
  }

  private void formatIfNew() throws IOException {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream())) {
      new Formatter()
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(log.toString()))
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setIgnoreFormatted(true)
          .setPrintStream(silent)
          .run();
    } catch (Exception e) {
      throw new IOException("cannot format " + log, e);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
