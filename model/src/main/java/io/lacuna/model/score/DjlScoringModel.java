package io.lacuna.model.score;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.adapter.AdapterRows;
import io.lacuna.model.adapter.SingleRows;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.FixedBatches;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Precision;
import io.lacuna.model.tensor.Sha256;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * A base with its adapters on DJL's PyTorch engine.
 *
 * <p>All presence masks and all adapters of a batch share one pass of the base; only adapters that
 * want a missing modality in another form ({@link MissingInput}) have a pass of their own. A value
 * that is not finite is returned as it is, with no confidence, so that the caller refuses that
 * record and keeps its mates.
 *
 * <p>Under a fixed {@link BatchShape} each adapter works on its records one by one, after one pass
 * of the base whose shape never changes.
 *
 * <p>Thread-safe; each call frees its native memory before it returns. Close it only when no call
 * is under way. An adapter that was unloaded keeps its readable id, which predictions made with it
 * still need.
 */
public final class DjlScoringModel implements ScoringModel, AdapterHost {
  private final Base base;
  private final PayloadReader reader;

  private final LoadedAdapters adapters;
  private final Map<Modality, Features> probe = new EnumMap<>(Modality.class);
  private final Optional<FixedBatches> fixed;
  private final LongAdder forwards = new LongAdder();

  private DjlScoringModel(Base base, LoadedAdapters adapters, BatchShape shape) {
    this.base = base;
    this.adapters = adapters;
    this.fixed =
        shape.isFixed() ? Optional.of(new FixedBatches(base, shape.records())) : Optional.empty();
    base.modalities().forEach(m -> probe.put(m, base.dummy(m)));
    this.reader = base.reader();
  }

  /**
   * Loads a base and the adapters made for it.
   *
   * @param adapterDirs at least one; all must answer the same tasks, and the first is the default
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @throws IOException if a file is missing or not sound
   * @throws io.lacuna.model.adapter.AdapterException if an adapter cannot be used with the base
   * @throws IllegalArgumentException if the base cannot be run in that shape
   */
  public static DjlScoringModel open(
      Path baseDir, List<Path> adapterDirs, String device, BatchShape shape) throws IOException {
    return open(baseDir, adapterDirs, device, shape, Precision.FLOAT32);
  }

  /** {@link #open(Path, List, String, BatchShape)} with blocks that compute in a precision. */
  public static DjlScoringModel open(
      Path baseDir, List<Path> adapterDirs, String device, BatchShape shape, Precision precision)
      throws IOException {
    return open(
        BaseFolder.load(baseDir, device, precision),
        adapterDirs,
        shape,
        (dir, m, base) -> Adapter.load(dir, m, base.digest()));
  }

  /** {@link #open(Path, List, String, BatchShape)} with {@link BatchShape#DYNAMIC}. */
  public static DjlScoringModel open(Path baseDir, List<Path> adapterDirs, String device)
      throws IOException {
    return open(baseDir, adapterDirs, device, BatchShape.DYNAMIC);
  }

  /** As {@link #open}, for serving: every adapter must also repeat its golden record. */
  public static DjlScoringModel openVerified(
      Path baseDir, List<Path> adapterDirs, String device, BatchShape shape) throws IOException {
    return openVerified(baseDir, adapterDirs, device, shape, Precision.FLOAT32);
  }

  /**
   * {@link #openVerified(Path, List, String, BatchShape)} with blocks that compute in a precision.
   */
  public static DjlScoringModel openVerified(
      Path baseDir, List<Path> adapterDirs, String device, BatchShape shape, Precision precision)
      throws IOException {
    return open(
        BaseFolder.load(baseDir, device, precision),
        adapterDirs,
        shape,
        (dir, m, base) -> AdapterCheck.load(dir, base, m, null));
  }

  private static DjlScoringModel open(
      Base base, List<Path> adapterDirs, BatchShape shape, LoadedAdapters.Loader loader) {
    try {
      return new DjlScoringModel(base, LoadedAdapters.open(base, adapterDirs, loader), shape);
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  /** Blocks in bfloat16 give other scores, so they are another model: the digest says so. */
  @Override
  public String modelDigest() {
    return base.precision() == Precision.FLOAT32
        ? base.digest()
        : Sha256.hex(base.digest() + '\n' + base.precision());
  }

  @Override
  public List<TaskSpec> tasks() {
    return adapters.tasks();
  }

  @Override
  public Set<String> adapters() {
    return adapters.digests();
  }

  /** The first one that was loaded. */
  @Override
  public String defaultAdapter() {
    return adapters.first();
  }

  @Override
  public String adapterId(String digest) {
    return adapters.id(digest);
  }

  @Override
  public void load(Path folder, String digest) {
    adapters.load(folder, digest);
  }

  @Override
  public void unload(String digest) {
    adapters.unload(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return reader.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return probe;
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    adapters.inUse().lock();
    try {
      return scoreLoaded(batch);
    } finally {
      adapters.inUse().unlock();
    }
  }

  private List<Scores> scoreLoaded(List<ScoringRequest> batch) {
    Map<MissingInput, List<Integer>> passes = new EnumMap<>(MissingInput.class);
    Scores[] scores = new Scores[batch.size()];
    for (int i = 0; i < scores.length; i++) {
      AdapterModel model = adapters.get(batch.get(i).adapter()).model();
      if (read(batch.get(i)).isEmpty()) {
        // nobody was looked at: the prior, and no confidence to act on
        scores[i] = new Scores(model.prior(), null, false);
      } else {
        passes.computeIfAbsent(model.missingInput(), p -> new ArrayList<>()).add(i);
      }
    }
    Torch.inferenceThread();
    passes.forEach(
        (missing, rows) -> {
          int most = fixed.map(FixedBatches::records).orElse(rows.size());
          for (int from = 0; from < rows.size(); from += most) {
            List<Integer> part = rows.subList(from, Math.min(rows.size(), from + most));
            List<Scores> answers = pass(part.stream().map(batch::get).toList(), missing);
            for (int i = 0; i < answers.size(); i++) {
              scores[part.get(i)] = answers.get(i);
            }
          }
        });
    return Arrays.asList(scores);
  }

  /** Features of what the adapter was trained to read; it must not see anything else. */
  private Map<Modality, Features> read(ScoringRequest request) {
    Map<Modality, Features> read = new EnumMap<>(Modality.class);
    read.putAll(request.features());
    read.keySet().retainAll(adapters.get(request.adapter()).config().modalities());
    return read;
  }

  /** One pass of the base for all records; then each adapter answers for its own. */
  private List<Scores> pass(List<ScoringRequest> requests, MissingInput missing) {
    forwards.increment();
    List<Adapter> perRecord = requests.stream().map(r -> adapters.get(r.adapter())).toList();
    List<Map<Modality, Features>> records = requests.stream().map(this::read).toList();
    try (NDManager call = base.manager().newSubManager()) {
      List<List<float[]>> answers =
          fixed.isPresent()
              ? fixedShape(fixed.get().embed(records, missing, call), new SingleRows(perRecord))
              : anyShape(base.embed(records, missing, call), AdapterRows.of(perRecord));
      List<Scores> scores = new ArrayList<>(answers.size());
      for (int i = 0; i < answers.size(); i++) {
        PresenceMask mask = PresenceMask.of(records.get(i).keySet());
        scores.add(CalibratedScores.of(perRecord.get(i), mask, answers.get(i)));
      }
      return scores;
    }
  }

  @Override
  public GateWeights gates(ScoringRequest request) {
    adapters.inUse().lock();
    try (NDManager call = base.manager().newSubManager()) {
      Adapter adapter = adapters.get(request.adapter());
      Map<Modality, Features> read = read(request);
      if (read.isEmpty()) {
        return GateWeights.NONE;
      }
      Torch.inferenceThread();
      TokenBatch tokens = base.embed(List.of(read), adapter.model().missingInput(), call);
      AdapterOutput output =
          adapter.model().forward(base, adapter.parameters(), tokens, /* training= */ false);
      return GateWeights.of(output, adapter.config().modalities(), List.copyOf(read.keySet()));
    } finally {
      adapters.inUse().unlock();
    }
  }

  private List<List<float[]>> anyShape(TokenBatch tokens, AdapterRows rows) {
    NDArray states =
        base.encodeForScoring(tokens.x0(), tokens.mask(), rows.deltas(tokens.presence()));
    return rows.answer(states, tokens);
  }

  private List<List<float[]>> fixedShape(TokenBatch tokens, SingleRows rows) {
    NDArray states = base.encode(tokens.x0(), tokens.mask(), rows.deltas(tokens.presence()));
    return rows.answer(states, tokens);
  }

  @Override
  public long forwards() {
    return forwards.sum();
  }

  /** Arrays that the engine holds for this model, weights included; constant between calls. */
  int managedArrays() {
    return base.manager().getManagedArrays().size();
  }

  @Override
  public void close() {
    reader.close();
    base.close();
  }
}
