package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import io.lacuna.model.base.MiniLm;
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
 * MoRA on the fusion base: a {@link MoraDelta} beside the first block, then a readout. The authors
 * classify the state of their [CLS] token; here an absent modality has no tokens and the text may
 * be absent too, so the readout takes the mean state of each modality, a learned vector for an
 * absent one, and passes them through the authors' pooler (linear, tanh) and head (linear h → 2h,
 * LayerNorm, GELU, linear 2h → labels).
 *
 * <p>Legend: n = records, s = tokens, h = width, k = modalities. Keys: {@code blocks.0.mora.*} as
 * in {@link MoraDelta}, {@code missing.MODALITY} (h), {@code pooler.dense.*} (h, k·h), {@code
 * head.TASK.0.*} (2h, h), {@code head.TASK.1.norm.*} (2h), {@code head.TASK.3.*} (labels, 2h).
 */
public record MoraModel(AdapterConfig config) implements AdapterModel {
  private static final String DELTA = "blocks.0.mora.";
  private static final double EPS = 1e-5;
  private static final float DROPOUT = 0.1f;

  public MoraModel {
    if (!config.blocks().equals(List.of(0))) {
      throw new IllegalArgumentException(
          "blocks " + config.blocks() + " must be [0]: the base takes a delta on its first block");
    }
  }

  @Override
  public SortedMap<String, Shape> shapes() {
    int h = config.hiddenSize();
    SortedMap<String, Shape> shapes = new TreeMap<>();
    MoraDelta.shapes(h, config.r(), config.modalities())
        .forEach((k, s) -> shapes.put(DELTA + k, s));
    config.modalities().forEach(m -> shapes.put(missing(m), new Shape(h)));
    shapes.put("pooler.dense.weight", new Shape(h, (long) h * config.modalities().size()));
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
          if (!key.startsWith(DELTA)) {
            return array;
          }
          String own = key.substring(DELTA.length());
          Shape shape = array.getShape();
          array.close();
          return manager.create(MoraDelta.initial(own, shape, Initial.random(key, seed)), shape);
        });
    return Parameters.of(arrays);
  }

  @Override
  public AdapterOutput forward(
      Parameters miniLm, Parameters adapter, TokenBatch tokens, boolean training) {
    return read(states(miniLm, adapter, tokens), adapter, tokens, training);
  }

  /** Final states of the adapted base, (n, s, h). */
  public NDArray states(Parameters miniLm, Parameters adapter, TokenBatch tokens) {
    Parameters delta = adapter.sub(DELTA);
    NDArray present = Readout.columns(tokens, config.modalities());
    float scale = (float) config.loraAlpha() / config.r();
    return MiniLm.encode(
        miniLm,
        tokens.x0(),
        tokens.mask(),
        x0 -> MoraDelta.of(x0, present, delta, config.modalities(), scale));
  }

  /** Answers from final states; with fresh parameters this is the base with a plain head. */
  public AdapterOutput read(
      NDArray states, Parameters adapter, TokenBatch tokens, boolean training) {
    NDList vectors = new NDList();
    for (Modality m : config.modalities()) {
      Optional<NDArray> own =
          Readout.part(states, tokens, m).map(p -> Torch.maskedMean(p.states(), p.mask()));
      vectors.add(Readout.orElse(own, tokens, m, adapter.get(missing(m))));
    }
    NDArray pooled =
        Torch.linear(
                dropout(Torch.concat(vectors, 1), training),
                adapter.get("pooler.dense.weight"),
                adapter.get("pooler.dense.bias"))
            .tanh();
    Map<String, NDArray> answers = new TreeMap<>();
    for (AdapterTask task : config.tasks()) {
      answers.put(task.name(), head(pooled, adapter.sub("head." + task.name() + "."), training));
    }
    return new AdapterOutput(answers, List.of(), List.of());
  }

  private static NDArray head(NDArray pooled, Parameters p, boolean training) {
    NDArray wide = Torch.linear(dropout(pooled, training), p.get("0.weight"), p.get("0.bias"));
    NDArray normal = Torch.layerNorm(wide, p.get("1.norm.weight"), p.get("1.norm.bias"), EPS);
    return Torch.linear(Torch.gelu(normal), p.get("3.weight"), p.get("3.bias"));
  }

  private static NDArray dropout(NDArray x, boolean training) {
    return training ? Dropout.dropout(x, DROPOUT, true).singletonOrThrow() : x;
  }

  private static String missing(Modality m) {
    return "missing." + Readout.word(m);
  }
}
