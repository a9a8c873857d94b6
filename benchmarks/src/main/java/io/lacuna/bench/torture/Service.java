package io.lacuna.bench.torture;

import io.lacuna.bench.torture.fault.SmallDisk;
import io.lacuna.bench.torture.process.AppInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The instances of the service, each a static member of the group, and their supervisor: what ends
 * by itself is started again within a second, as any deployment would do.
 */
final class Service implements AutoCloseable {
  private static final String ARCHIVE = "app.jsa";
  private static final double START_SECONDS = 300;

  private final Bed bed;
  private final List<AppInstance> instances = new ArrayList<>();
  private final List<SmallDisk> disks = new ArrayList<>();
  private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor();
  private String noDisks;
  private int extras;

  Service(Bed bed) {
    this.bed = bed;
    for (int i = 0; i < bed.settings.instances(); i++) {
      String name = "app-" + (i + 1);
      instances.add(instance(name, disk(name)));
    }
  }

  private Path disk(String name) {
    Path state = bed.dir.resolve(name);
    try {
      SmallDisk disk = SmallDisk.mount(state);
      disks.add(disk);
    } catch (IOException e) {
      noDisks = e.getMessage();
    }
    return state;
  }

  private AppInstance instance(String name, Path state) {
    Map<String, String> values = new TreeMap<>(bed.values());
    values.put("instance.id", name);
    return new AppInstance(bed.dir, name, state, bed.dir.resolve(ARCHIVE), values);
  }

  /**
   * Runs the first instance once and stops it in order, so that the archive of classes is there.
   *
   * @param isUp whether it has begun to work
   */
  void rehearse(java.util.function.BooleanSupplier isUp) {
    AppInstance first = instances.get(0);
    first.rehearse();
    Waits.until(
        "the first start of the service",
        START_SECONDS,
        () -> isUp.getAsBoolean() || !first.isAlive(),
        first::lastWords);
    first.stop();
    if (!Files.exists(bed.dir.resolve(ARCHIVE))) {
      System.err.println("-- no archive of classes was made; starts are slower");
    }
  }

  void start() {
    instances.forEach(AppInstance::start);
    supervisor.scheduleWithFixedDelay(this::revive, 1, 1, TimeUnit.SECONDS);
  }

  private void revive() {
    for (AppInstance instance : all()) {
      if (instance.revive()) {
        System.err.println("-- an instance ended by itself and is started again");
      }
    }
  }

  private synchronized List<AppInstance> all() {
    return List.copyOf(instances);
  }

  AppInstance get(int number) {
    return all().get(number % bed.settings.instances());
  }

  /** Why no instance's state lies in a file system of its own; empty if each does. */
  Optional<String> noDisks() {
    return Optional.ofNullable(noDisks);
  }

  SmallDisk diskOf(int number) {
    return disks.get(number % disks.size());
  }

  /** Adds an instance that is no static member: it comes and goes. */
  synchronized AppInstance add() {
    String name = "extra-" + ++extras;
    AppInstance extra =
        new AppInstance(
            bed.dir, name, bed.dir.resolve(name), bed.dir.resolve(ARCHIVE), bed.values());
    instances.add(extra);
    extra.start();
    return extra;
  }

  void remove(AppInstance extra) {
    synchronized (this) {
      instances.remove(extra);
    }
    extra.stop();
  }

  int ownEnds() {
    return all().stream().mapToInt(AppInstance::ownEnds).sum();
  }

  int starts() {
    return all().stream().mapToInt(AppInstance::starts).sum();
  }

  /** Stops all in order; false if one had to be killed. */
  boolean stop() {
    supervisor.shutdownNow();
    return all().stream().map(AppInstance::stop).reduce(true, Boolean::logicalAnd);
  }

  @Override
  public void close() {
    supervisor.shutdownNow();
    all().forEach(AppInstance::close);
    disks.forEach(SmallDisk::close);
  }
}
