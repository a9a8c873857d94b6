package io.lacuna.bench.scale;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.load.TestBed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The instances of one application id. */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final TestBed bed;
  private final String id;
  private final Map<String, String> rule;
  private final ScaleSettings settings;
  private final List<InstanceProcess> instances = new ArrayList<>();

  /**
   * @param id application id and prefix of the topics
   * @param rule keys of the configuration beside where things are
   */
  Fleet(TestBed bed, String id, Map<String, String> rule, ScaleSettings settings) {
    this.bed = bed;
    this.id = id;
    this.rule = rule;
    this.settings = settings;
  }

  /** Starts an instance with a directory of this name and waits until it has its partitions. */
  InstanceProcess start(String name) throws IOException {
    Map<String, String> values = new HashMap<>(rule);
    Path dir = bed.dir().resolve(id + "-" + name);
    values.put("state.dir", dir.toString());
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + settings.heap()));
    if (settings.recording() != null) {
      Path file = Path.of(settings.recording(), id + "-" + name + ".jfr");
      jvm.add("-XX:StartFlightRecording:settings=profile,filename=" + file);
    }
    InstanceProcess instance = InstanceProcess.start(bed.keys(id, id, values), jvm);
    instances.add(instance);
    instance.awaitReady();
    return instance;
  }

  /** Tells all; their answers as one. */
  Look tell(String command) throws IOException {
    Look sum = null;
    for (InstanceProcess instance : instances) {
      Look look = instance.tell(command);
      sum = sum == null ? look : sum.plus(look);
    }
    return sum;
  }

  /**
   * Waits until they have read so many records.
   *
   * @throws WrongResultException if they do not, or if one was late or broken
   */
  Look awaitRead(long records) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Look look = tell("look");
    while (look.in() < records) {
      if (System.nanoTime() > end) {
        throw new WrongResultException(
            look.in() + " of " + records + " records were read in " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_NANOS);
      look = tell("look");
    }
    if (look.failed() > 0) {
      throw new WrongResultException(look.failed() + " records were late, broken or twice");
    }
    return look;
  }

  /** Kills it and counts it out. */
  void kill(InstanceProcess instance) {
    instance.kill();
    instances.remove(instance);
  }

  /** Lets it commit and leave, and counts it out. */
  void stop(InstanceProcess instance) {
    instance.close();
    instances.remove(instance);
  }

  @Override
  public void close() {
    instances.forEach(InstanceProcess::close);
    instances.clear();
  }
}
