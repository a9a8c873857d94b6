package io.lacuna.bench.micro;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine's part of a batch of 16 records with all presence masks mixed, on the demo's base.
 * Allocation is that of the Java heap: arrays of the engine lie outside it.
 */
@State(Scope.Thread)
public class ModelBenchmark {
  private static final int RECORDS = 16;
  private static final int ADAPTERS = 8;
  private static final int RANK = 8;

  private Base base;
  private NDManager weights;
  private List<Map<Modality, Features>> records;
  private TokenBatch tokens;
  private List<MoraDelta.Branch> branches;
  private final int[] branchOf = IntStream.range(0, RECORDS).map(i -> i % ADAPTERS).toArray();

  @Setup
  public void open() throws IOException, PayloadException {
    Path home = Path.of(System.getProperty("lacuna.home", "."));
    base = BaseFolder.load(home.resolve("models/patient/base"), "cpu");
    Torch.inferenceThread();
    weights = base.manager().newSubManager();
    records = records();
    tokens = base.embed(records, weights);
    Random random = new Random(4);
    branches = new ArrayList<>();
    for (int i = 0; i < ADAPTERS; i++) {
      branches.add(branch(random));
    }
  }

  private List<Map<Modality, Features>> records() throws PayloadException {
    Map<Modality, Features> complete = new EnumMap<>(Modality.class);
    try (PayloadReader reader = base.reader()) {
      for (Map.Entry<Modality, Payload> e : MadePayloads.all().entrySet()) {
        complete.put(e.getKey(), reader.extract(e.getKey(), e.getValue()));
      }
    }
    List<Map<Modality, Features>> mixed = new ArrayList<>();
    List<PresenceMask> masks = PresenceMask.nonEmpty();
    for (int i = 0; i < RECORDS; i++) {
      Map<Modality, Features> partial = new EnumMap<>(complete);
      partial.keySet().retainAll(masks.get(i % masks.size()).modalities());
      mixed.add(partial);
    }
    return mixed;
  }

  private MoraDelta.Branch branch(Random random) {
    Map<String, NDArray> arrays = new TreeMap<>();
    List<Modality> all = List.of(Modality.values());
    MoraDelta.shapes(base.width(), RANK, all)
        .forEach((name, shape) -> arrays.put(name, gaussian(shape, random)));
    return new MoraDelta.Branch(Parameters.of(arrays), all, 1);
  }

  private NDArray gaussian(Shape shape, Random random) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.05 * random.nextGaussian());
    }
    return weights.create(values, shape);
  }

  @TearDown
  public void close() {
    base.close();
  }

  /** Features become tokens: padded, masked, each encoder on the records that have its modality. */
  @Benchmark
  public long assemble() {
    try (NDManager call = base.manager().newSubManager()) {
      return base.embed(records, call).x0().getShape().size();
    }
  }

  /** The low-rank branches of eight adapters beside one block. */
  @Benchmark
  public long gather() {
    try (NDManager call = base.manager().newSubManager()) {
      NDArray x = tokens.x0().duplicate();
      x.attach(call);
      return MoraDelta.mixed(x, tokens.presence(), branches, branchOf).getShape().size();
    }
  }

  /** All blocks with those branches beside each. */
  @Benchmark
  public float forward() {
    try (NDManager call = base.manager().newSubManager()) {
      NDArray x = tokens.x0().duplicate();
      x.attach(call);
      Map<Integer, UnaryOperator<NDArray>> deltas = new TreeMap<>();
      for (int block = 0; block < base.blocks(); block++) {
        deltas.put(block, in -> MoraDelta.mixed(in, tokens.presence(), branches, branchOf));
      }
      // reading a value waits for the engine
      return base.encodeForScoring(x, tokens.mask(), deltas).get("0, 0, 0").getFloat();
    }
  }
}
