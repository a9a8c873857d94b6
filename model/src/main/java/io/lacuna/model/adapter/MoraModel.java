package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * MoRA on any base: a {@link MoraDelta} beside some blocks, by default the first alone as the
 * authors do, then a readout, the authors' pooler (linear, tanh) and head (linear h → 2h,
 * LayerNorm, GELU, linear 2h → labels). The authors read the state of their [CLS] token; where an
 * absent modality has no tokens the text may be absent too, so the default readout takes the mean
 * state of each modality and a learned vector for an absent one. Without any block it is a plain
 * head on the base.
 *
 * <p>Legend: n = records, s = tokens, h = width, k = modalities read: all of them, or 1 for the
 * first token. Keys: {@code blocks.BLOCK.mora.*} as in {@link MoraDelta}, {@code missing.MODALITY}
 * (h) unless the first token is read, {@code pooler.dense.*} (h, k·h), {@code head.TASK.0.*} (2h,
 * h), {@code head.TASK.1.norm.*} (2h), {@code head.TASK.3.*} (labels, 2h).
 */
public record MoraModel(AdapterConfig config) implements AdapterModel {
  private static final String DELTA = ".mora.";
  private static final double EPS = 1e-5;
  private static final float DROPOUT = 0.1f;

  @Override
  public SortedMap<String, Shape> shapes() {
    int h = config.hiddenSize();
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (int block : config.blocks()) {
      MoraDelta.shapes(h, config.r(), config.modalities())
          .forEach((k, s) -> shapes.put(delta(block) + k, s));
    }
    if (!firstToken()) {
      config.modalities().forEach(m -> shapes.put(missing(m), new Shape(h)));
    }
    long read = firstToken() ? 1 : config.modalities().size();
    shapes.put("pooler.dense.weight", new Shape(h, h * read));
    shapes.put("pooler.dense.bias", new Shape(h));
    for (AdapterTask task : config.tasks()) {
      String head = "head." + task.name();
      shapes.put(head + ".0.weight", new Shape(2L * h, h));
      shapes.put(head + ".0.bias", new Shape(2L * h));
      shapes.put(head + ".1.norm.weight", new Shape(2L * h));
      shapes.put(head + ".1.norm.bias", new Shape(2L * h));
      shapes.put(head + ".3.weight", new Shape(task.labels().size(), 2L * h));
      shapes.put(head + ".3.bias", new Shape(task.labels().size()));
    }
    return shapes;
  }

  @Override
  public Parameters init(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new TreeMap<>(Initial.of(manager, shapes(), seed).asMap());
    arrays.replaceAll(
        (key, array) -> {
          int at = key.indexOf(DELTA);
          if (at < 0) {
            return array;
          }
          String own = key.substring(at + DELTA.length());
          Shape shape = array.getShape();
          array.close();
          return manager.create(MoraDelta.initial(own, shape, Initial.random(key, seed)), shape);
        });
    return Parameters.of(arrays);
  }

  /** As the authors do: the pooler starts from the base's own, where it reads the same token. */
  @Override
  public Parameters init(Base base, long seed) {
    Map<String, NDArray> arrays = new TreeMap<>(init(base.manager(), seed).asMap());
    if (firstToken()) {
      base.pooler()
          .ifPresent(
              own ->
                  own.asMap()
                      .forEach(
                          (key, array) -> arrays.put("pooler." + key, array.duplicate()).close()));
    }
    return Parameters.of(arrays);
  }

  @Override
  public MissingInput missingInput() {
    return config.mora().missingInput();
  }

  @Override
  public Map<Integer, MoraDelta.Branch> branches(Parameters adapter) {
    float scale = (float) config.loraAlpha() / config.r();
    Map<Integer, MoraDelta.Branch> branches = new TreeMap<>();
    for (int block : config.blocks()) {
      branches.put(
          block, new MoraDelta.Branch(adapter.sub(delta(block)), config.modalities(), scale));
    }
    return branches;
  }

  /** With fresh parameters this is the base with a plain head. */
  @Override
  public AdapterOutput read(
      NDArray states, Parameters adapter, TokenBatch tokens, boolean training) {
    NDArray pooled =
        Torch.linear(
                dropout(vectors(states, adapter, tokens), training),
                adapter.get("pooler.dense.weight"),
                adapter.get("pooler.dense.bias"))
            .tanh();
    Map<String, NDArray> answers = new TreeMap<>();
    for (AdapterTask task : config.tasks()) {
      answers.put(task.name(), head(pooled, adapter.sub("head." + task.name() + "."), training));
    }
    return new AdapterOutput(answers, List.of(), List.of(), Map.of());
  }

  /** What the pooler reads, (n, k·h). */
  private NDArray vectors(NDArray states, Parameters adapter, TokenBatch tokens) {
    if (firstToken()) {
      return states.get(":, 0");
    }
    NDList vectors = new NDList();
    for (Modality m : config.modalities()) {
      Optional<NDArray> own =
          Readout.part(states, tokens, m).map(p -> Torch.maskedMean(p.states(), p.mask()));
      vectors.add(Readout.orElse(own, tokens, m, adapter.get(missing(m))));
    }
    return Torch.concat(vectors, 1);
  }

  private boolean firstToken() {
    return config.mora().readout() == MoraOptions.ReadoutKind.FIRST_TOKEN;
  }

  private static NDArray head(NDArray pooled, Parameters p, boolean training) {
    NDArray wide = Torch.linear(dropout(pooled, training), p.get("0.weight"), p.get("0.bias"));
    NDArray normal = Torch.layerNorm(wide, p.get("1.norm.weight"), p.get("1.norm.bias"), EPS);
    return Torch.linear(Torch.gelu(normal), p.get("3.weight"), p.get("3.bias"));
  }

  private static NDArray dropout(NDArray x, boolean training) {
    return training ? Dropout.dropout(x, DROPOUT, true).singletonOrThrow() : x;
  }

  private static String delta(int block) {
    return "blocks." + block + DELTA;
  }

  private static String missing(Modality m) {
    return "missing." + Readout.word(m);
  }
}
