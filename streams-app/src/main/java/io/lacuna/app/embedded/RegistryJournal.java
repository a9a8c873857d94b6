package io.lacuna.app.embedded;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registry's memory on disk: one JSON object a line, only ever appended, forced to the disk
 * before the answer goes out. A line that a crash cut short was never answered, so it is cut off
 * when the file is opened. The file is locked while open. Not thread-safe.
 */
final class RegistryJournal implements AutoCloseable {

  /**
   * One line: a schema (subject, id, schema) or a compatibility level (compatibility, and a subject
   * unless it is the level of all).
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(String subject, Integer id, String schema, String compatibility) {
    static Line schema(String subject, int id, String schema) {
      return new Line(subject, id, schema, null);
    }

    static Line compatibility(String subject, String level) {
      return new Line(subject, null, null, level);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;

  private RegistryJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the file, made when it is new, and hands every line in it to {@code reader}. */
  static RegistryJournal open(Path file, Consumer<Line> reader) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(file, channel);
      RegistryJournal journal = new RegistryJournal(file, channel);
      journal.readBack().forEach(reader);
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(file + " is in use by another registry; one at a time is allowed");
    }
  }

  private List<Line> readBack() throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (content.hasRemaining() && channel.read(content) >= 0) {
      // a read may stop half-way
    }
    String text = new String(content.array(), StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<Line> lines = new ArrayList<>();
    for (String line : whole.lines().toList()) {
      lines.add(parse(line, lines.size() + 1));
    }
    int end = whole.getBytes(StandardCharsets.UTF_8).length;
    channel.truncate(end).position(end);
    return lines;
  }

  private Line parse(String line, int number) throws IOException {
    try {
      return JSON.readValue(line, Line.class);
    } catch (IOException e) {
      throw new IOException(file + ", line " + number + ", is no journal line of a registry", e);
    }
  }

  /** Returns when the line is on the disk. */
  void append(Line line) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
