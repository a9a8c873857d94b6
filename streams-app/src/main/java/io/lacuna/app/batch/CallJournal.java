package io.lacuna.app.batch;

import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which observations are in native hands, in a small mapped file that outlives the process. If
 * native code takes the process down, the next one finds there whom to suspect, without any commit
 * having been made. It holds digests of input references and counts, nothing of a subject.
 *
 * <p>The file: a mark; per {@link Stage}, how many observations are under its call, and their
 * digests; how many suspects; digest and number of crashes of each. A count is written after what
 * it counts. Thread-safe; each stage has one call at a time.
 */
public final class CallJournal implements AutoCloseable {
  /** What can be under way; one of them may take down what the other has in its hands. */
  enum Stage {
    PREPARING,
    PREDICTING
  }

  /** The last two bytes are left for the batch size. */
  private static final long MARK = 0x4c414355_4a320000L;

  private static final int ID = 32;
  private static final int SUSPECT = ID + Integer.BYTES;

  private final FileChannel channel;
  private final MappedByteBuffer file;
  private final int batchSize;
  private final int mostSuspects;
  private final Map<String, Integer> crashes = new LinkedHashMap<>();

  private CallJournal(FileChannel channel, int batchSize) throws IOException {
    this.channel = channel;
    this.batchSize = batchSize;
    this.mostSuspects = 4 * batchSize;
    this.file =
        channel.map(
            FileChannel.MapMode.READ_WRITE,
            0,
            suspectsAt() + Integer.BYTES + (long) mostSuspects * SUSPECT);
  }

  /**
   * Opens the journal, and suspects what was under a call when the last process ended.
   *
   * @param batchSize most observations in a call; with another one than before the file starts anew
   * @throws UncheckedIOException if the file cannot be used, or another process uses it
   */
  public static CallJournal open(Path file, int batchSize) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        lock(channel, file);
        CallJournal journal = new CallJournal(channel, batchSize);
        journal.recover();
        return journal;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + file, e);
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException(file + " is in use in this process", e);
    }
    throw new IOException(file + " is in use by another process; give each its own state.dir");
  }

  private void recover() {
    if (file.getLong(0) != MARK + batchSize) {
      endAll();
      file.putInt(suspectsAt(), 0);
      file.putLong(0, MARK + batchSize);
      return;
    }
    int suspects = Math.min(file.getInt(suspectsAt()), mostSuspects);
    for (int i = 0; i < suspects; i++) {
      int at = suspectsAt() + Integer.BYTES + i * SUSPECT;
      crashes.put(read(at), file.getInt(at + ID));
    }
    Set<String> underCall = new LinkedHashSet<>();
    for (Stage stage : Stage.values()) {
      int count = Math.min(file.getInt(at(stage)), batchSize);
      for (int i = 0; i < count; i++) {
        underCall.add(read(firstId(stage) + i * ID));
      }
    }
    // one crash counts once, in however many hands an observation was
    underCall.forEach(id -> crashes.merge(id, 1, Integer::sum));
    writeSuspects();
    endAll();
  }

  private int at(Stage stage) {
    return Long.BYTES + stage.ordinal() * (Integer.BYTES + batchSize * ID);
  }

  private int firstId(Stage stage) {
    return at(stage) + Integer.BYTES;
  }

  private int suspectsAt() {
    return Long.BYTES + Stage.values().length * (Integer.BYTES + batchSize * ID);
  }

  private void endAll() {
    for (Stage stage : Stage.values()) {
      end(stage);
    }
  }

  /** Says that a call with these observations begins; the stage's last one ends with it. */
  synchronized void begin(Stage stage, List<PendingObservation> batch) {
    end(stage);
    for (int i = 0; i < batch.size(); i++) {
      write(firstId(stage) + i * ID, identity(batch.get(i)));
    }
    VarHandle.releaseFence();
    file.putInt(at(stage), batch.size());
    VarHandle.releaseFence();
  }

  /** Says that the process came back from the stage's call. */
  synchronized void end(Stage stage) {
    file.putInt(at(stage), 0);
    VarHandle.releaseFence();
  }

  /** How many calls with this observation the process did not come back from. */
  synchronized int crashes(PendingObservation observation) {
    return crashes.isEmpty() ? 0 : crashes.getOrDefault(identity(observation), 0);
  }

  /** The observation was scored alone: it was another's fault. */
  synchronized void acquit(PendingObservation observation) {
    if (crashes.remove(identity(observation)) != null) {
      writeSuspects();
    }
  }

  private void writeSuspects() {
    // the oldest are forgotten first
    while (crashes.size() > mostSuspects) {
      crashes.remove(crashes.keySet().iterator().next());
    }
    file.putInt(suspectsAt(), 0);
    VarHandle.releaseFence();
    int at = suspectsAt() + Integer.BYTES;
    for (Map.Entry<String, Integer> suspect : crashes.entrySet()) {
      write(at, suspect.getKey());
      file.putInt(at + ID, suspect.getValue());
      at += SUSPECT;
    }
    VarHandle.releaseFence();
    file.putInt(suspectsAt(), crashes.size());
  }

  private String read(int at) {
    byte[] id = new byte[ID];
    file.get(at, id);
    return HexFormat.of().formatHex(id);
  }

  private void write(int at, String id) {
    file.put(at, HexFormat.of().parseHex(id));
  }

  private static String identity(PendingObservation observation) {
    StringBuilder inputs = new StringBuilder();
    for (SampleRef ref : observation.getDraft().getInputs()) {
      inputs.append(ref.getTopic()).append('-').append(ref.getPartition());
      inputs.append('@').append(ref.getOffset()).append(' ');
    }
    return Sha256.hex(inputs.toString());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal of calls", e);
    }
  }
}
