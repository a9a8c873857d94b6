package io.lacuna.model.score;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.base.Base;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The adapters of one base that can be scored with, by their digests; all answer the same tasks.
 * Each owns a manager of its own, so that unloading frees its weights and nothing else.
 *
 * <p>Thread-safe. Whoever computes with an adapter holds {@link #inUse} meanwhile.
 */
final class LoadedAdapters {
  private record Loaded(Adapter adapter, NDManager manager) {}

  /** Reads an adapter from its folder. */
  @FunctionalInterface
  interface Loader {
    Adapter load(Path folder, NDManager owner, Base base);
  }

  private final Base base;
  private final Map<String, Loaded> adapters;
  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final String first;
  private final List<TaskSpec> tasks;
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private LoadedAdapters(Base base, Map<String, Loaded> adapters) {
    this.base = base;
    this.tasks = commonTasks(adapters.values().stream().map(Loaded::adapter).toList());
    this.adapters = new ConcurrentHashMap<>(adapters);
    this.first = adapters.keySet().iterator().next();
    adapters.forEach((digest, loaded) -> ids.put(digest, loaded.adapter().config().id()));
  }

  /**
   * @throws IllegalArgumentException if there is none, or if their tasks differ
   */
  static LoadedAdapters open(Base base, List<Path> folders, Loader loader) {
    Map<String, Loaded> adapters = new LinkedHashMap<>();
    for (Path folder : folders) {
      NDManager manager = base.manager().newSubManager();
      Adapter adapter = loader.load(folder, manager, base);
      adapters.put(adapter.digest(), new Loaded(adapter, manager));
    }
    return new LoadedAdapters(base, adapters);
  }

  private static List<TaskSpec> commonTasks(List<Adapter> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no adapter is given; a base alone answers nothing");
    }
    List<TaskSpec> tasks = all.get(0).config().taskSpecs();
    for (Adapter other : all) {
      if (!other.config().taskSpecs().equals(tasks)) {
        throw new IllegalArgumentException(
            "adapters of one model must answer the same tasks; "
                + all.get(0).config().id()
                + " answers "
                + tasks
                + ", "
                + other.config().id()
                + " "
                + other.config().taskSpecs());
      }
    }
    return tasks;
  }

  List<TaskSpec> tasks() {
    return tasks;
  }

  /** Digest of the one that was loaded first, which stays. */
  String first() {
    return first;
  }

  Set<String> digests() {
    return Set.copyOf(adapters.keySet());
  }

  /** Readable id of one that is or was loaded: predictions made with it still need it. */
  String id(String digest) {
    String id = ids.get(digest);
    return id != null ? id : get(digest).config().id();
  }

  /**
   * @throws IllegalArgumentException if it is not loaded
   */
  Adapter get(String digest) {
    Loaded loaded = adapters.get(digest);
    if (loaded == null) {
      throw new IllegalArgumentException(
          "adapter " + digest + " is not loaded; loaded are " + adapters.keySet());
    }
    return loaded.adapter();
  }

  /** Held by whoever computes: what is loaded then stays until it is released. */
  Lock inUse() {
    return use.readLock();
  }

  /** As {@link AdapterHost#load}. */
  void load(Path folder, String digest) {
    if (adapters.containsKey(digest)) {
      return;
    }
    NDManager manager = base.manager().newSubManager();
    try {
      Adapter adapter = AdapterCheck.load(folder, base, manager, digest);
      if (!adapter.config().taskSpecs().equals(tasks)) {
        throw new AdapterException(
            Refusal.TASKS_DIFFER,
            folder + " answers " + adapter.config().taskSpecs() + ", served are " + tasks);
      }
      ids.put(digest, adapter.config().id());
      if (adapters.putIfAbsent(digest, new Loaded(adapter, manager)) != null) {
        manager.close();
      }
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** As {@link AdapterHost#unload}. */
  void unload(String digest) {
    if (digest.equals(first)) {
      throw new IllegalArgumentException("the default adapter " + digest + " stays loaded");
    }
    use.writeLock().lock();
    try {
      Loaded loaded = adapters.remove(digest);
      if (loaded != null) {
        loaded.manager().close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
