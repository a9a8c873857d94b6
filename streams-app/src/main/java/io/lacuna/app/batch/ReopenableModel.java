package io.lacuna.app.batch;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.model.score.GateWeights;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A model that can be opened anew, as after its device was lost, with the adapters that were loaded
 * meanwhile. Thread-safe; what is under way ends before the model is closed or opened anew.
 */
public final class ReopenableModel implements ScoringModel, AdapterHost {
  private static final long PATIENCE_MS = 10_000;

  private final Supplier<ScoringModel> opener;
  private final Set<String> opened;

  /** Digest → folder of the adapters that were loaded since. */
  private final Map<String, Path> loaded = new LinkedHashMap<>();

  /** Ids outlive their adapters: predictions that were made with them still need them. */
  private final Map<String, String> ids = new ConcurrentHashMap<>();

  /** Whoever is inside the model reads; whoever frees what it holds writes. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private volatile ScoringModel current;
  private volatile long forwardsBefore;

  /** Opens the model. */
  public ReopenableModel(Supplier<ScoringModel> opener) {
    this.opener = opener;
    this.current = opener.get();
    this.opened = Set.copyOf(current.adapters());
  }

  /**
   * Frees what the model holds, then opens it again. When that fails the closed one stays, whose
   * calls fail, until the next attempt.
   *
   * @throws IllegalStateException if another model lies there now
   */
  synchronized void reopen() {
    use.writeLock().lock();
    try {
      openAgain();
    } finally {
      use.writeLock().unlock();
    }
  }

  private void openAgain() {
    ScoringModel old = current;
    old.close();
    ScoringModel again = opener.get();
    try {
      requireSame(old, again);
      loaded.forEach((digest, folder) -> host(again).load(folder, digest));
    } catch (RuntimeException e) {
      again.close();
      throw e;
    }
    forwardsBefore += old.forwards();
    current = again;
  }

  private void requireSame(ScoringModel old, ScoringModel again) {
    if (!again.modelDigest().equals(old.modelDigest()) || !again.adapters().equals(opened)) {
      throw new IllegalStateException(
          "the model's folder now holds another model or other adapters; put back "
              + old.modelDigest()
              + " with "
              + opened
              + ", or restart");
    }
  }

  @Override
  public synchronized void load(Path folder, String digest) {
    host(current).load(folder, digest);
    if (!opened.contains(digest)) {
      loaded.put(digest, folder);
    }
  }

  @Override
  public synchronized void unload(String digest) {
    host(current).unload(digest);
    loaded.remove(digest);
  }

  private static AdapterHost host(ScoringModel model) {
    if (model instanceof AdapterHost host) {
      return host;
    }
    throw new IllegalStateException("the model takes no adapters while it serves");
  }

  @Override
  public String modelDigest() {
    return current.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return current.tasks();
  }

  @Override
  public Set<String> adapters() {
    return current.adapters();
  }

  @Override
  public String defaultAdapter() {
    return current.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return ids.computeIfAbsent(digest, d -> current.adapterId(d));
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    use.readLock().lock();
    try {
      return current.extract(modality, payload);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public Map<Modality, Features> probe() {
    return current.probe();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    use.readLock().lock();
    try {
      return current.score(batch);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public GateWeights gates(ScoringRequest request) {
    use.readLock().lock();
    try {
      return current.gates(request);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public long forwards() {
    return forwardsBefore + current.forwards();
  }

  /** A call that does not come back keeps the model open; the end of the process frees it. */
  @Override
  public void close() {
    try {
      if (use.writeLock().tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        try {
          current.close();
        } finally {
          use.writeLock().unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
