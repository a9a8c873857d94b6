package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.nn.LowRankMixture;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * MMoLRE-R, our labelled reconstruction of MMoLRE (arXiv 2505.14143), on any base: its final
 * states, projected to a small width, go through stacked {@link LowRankMixture} blocks per modality
 * and task; per task the mean states of the modalities are fused and answered by a head. The
 * original is a text and audio model; the image path is our extension. Ours too, for missing
 * modalities: the presence pattern in every gate, a learned vector for an absent modality, and a
 * fusion gate that is masked to the present modalities and renormalised.
 *
 * <p>Legend: n = records, t = tokens of a modality, h = width of the base, d = own width. Keys:
 * {@code project.MODALITY.*} (d, h), {@code missing.MODALITY.TASK} (d, optional), {@code
 * mixture.MODALITY.BLOCK.*} as in {@link LowRankMixture}, {@code fusion.TASK.gate.*} (k, k·d),
 * {@code head.TASK.0.*} (d, (k+1)·d or d), {@code head.TASK.2.*} (labels, d), {@code
 * unimodal.MODALITY.TASK.*} (labels, d, optional).
 */
public record MmolreModel(AdapterConfig config) implements AdapterModel {
  private static final float EXCLUDED = 1e9f;

  @Override
  public SortedMap<String, Shape> shapes() {
    int d = config.width();
    int k = config.modalities().size();
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (Modality m : config.modalities()) {
      String word = Readout.word(m);
      linear(shapes, "project." + word, d, config.hiddenSize());
      for (int block : config.blocks()) {
        form().shapes().forEach((key, s) -> shapes.put(block(m, block) + key, s));
      }
      for (AdapterTask task : config.tasks()) {
        if (config.mixture().missingVector()) {
          shapes.put("missing." + word + "." + task.name(), new Shape(d));
        }
        if (config.mixture().unimodalHeads()) {
          linear(shapes, "unimodal." + word + "." + task.name(), task.labels().size(), d);
        }
      }
    }
    for (AdapterTask task : config.tasks()) {
      linear(shapes, "fusion." + task.name() + ".gate", k, k * d);
      linear(shapes, "head." + task.name() + ".0", d, headsOnFused() ? d : (k + 1) * d);
      linear(shapes, "head." + task.name() + ".2", task.labels().size(), d);
    }
    return shapes;
  }

  /** Prefix of the keys of a block. */
  static String block(Modality m, int block) {
    return "mixture." + Readout.word(m) + "." + block + ".";
  }

  /** What each of its blocks consists of. */
  public MixtureForm form() {
    MixtureOptions m = config.mixture();
    return new MixtureForm(
        config.width(),
        config.r(),
        config.experts(),
        m.kernel(),
        m.presenceInGates(),
        m.experts(),
        taskNames());
  }

  private static void linear(SortedMap<String, Shape> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  /**
   * Fresh answers are the prior, whatever is shown: what a modality says has to be learnt, and a
   * useless one stays silent.
   */
  @Override
  public Parameters init(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new TreeMap<>(Initial.of(manager, shapes(), seed).asMap());
    for (AdapterTask task : config.tasks()) {
      answerWithPrior(arrays, "head." + task.name() + ".2", task, manager);
      if (config.mixture().unimodalHeads()) {
        for (Modality m : config.modalities()) {
          String head = "unimodal." + Readout.word(m) + "." + task.name();
          answerWithPrior(arrays, head, task, manager);
        }
      }
    }
    return Parameters.of(arrays);
  }

  private static void answerWithPrior(
      Map<String, NDArray> arrays, String head, AdapterTask task, NDManager manager) {
    Shape shape = arrays.get(head + ".weight").getShape();
    arrays.put(head + ".weight", manager.zeros(shape)).close();
    arrays.put(head + ".bias", manager.create(task.priorOutput())).close();
  }

  @Override
  public MissingInput missingInput() {
    return MissingInput.ABSENT;
  }

  /** None: the base stays as it is. */
  @Override
  public Map<Integer, MoraDelta.Branch> branches(Parameters adapter) {
    return Map.of();
  }

  @Override
  public AdapterOutput read(
      NDArray states, Parameters adapter, TokenBatch tokens, boolean training) {
    List<AdapterOutput.Gate> gates = new ArrayList<>();
    List<AdapterOutput.Unimodal> unimodal = new ArrayList<>();
    Map<String, NDList> vectors = new TreeMap<>();
    NDArray pattern = Readout.bits(tokens);
    for (Modality m : config.modalities()) {
      String word = Readout.word(m);
      Optional<Readout.Part> part =
          Readout.part(states, tokens, m)
              .map(p -> new Readout.Part(project(p.states(), adapter, word, training), p.mask()));
      for (String task : taskNames()) {
        Optional<NDArray> own =
            part.map(p -> extract(p, adapter, pattern, m, task, gates, training));
        own.filter(v -> training && config.mixture().unimodalHeads())
            .map(v -> linear(v, adapter, "unimodal." + word + "." + task))
            .ifPresent(a -> unimodal.add(new AdapterOutput.Unimodal(m, task, a)));
        vectors
            .computeIfAbsent(task, t -> new NDList())
            .add(Readout.orElse(own, tokens, m, missing(adapter, word, task, tokens)));
      }
    }
    Map<String, NDArray> answers = new TreeMap<>();
    Map<String, NDArray> fusion = new TreeMap<>();
    vectors.forEach(
        (task, own) -> {
          NDArray joined = Torch.concat(own, 1); // (n, k·d)
          fusion.put(task, fusionWeights(joined, adapter, tokens, task));
          answers.put(task, answer(own, joined, fusion.get(task), adapter, task, training));
        });
    return new AdapterOutput(answers, unimodal, gates, fusion);
  }

  private boolean headsOnFused() {
    return config.mixture().headInput() == MixtureOptions.HeadInput.FUSED;
  }

  private NDArray project(NDArray states, Parameters adapter, String word, boolean training) {
    NDArray kept = dropout(states, config.mixture().inputDropout(), training);
    return linear(kept, adapter, "project." + word);
  }

  /** (d): what stands for an absent modality. */
  private NDArray missing(Parameters adapter, String word, String task, TokenBatch tokens) {
    return config.mixture().missingVector()
        ? adapter.get("missing." + word + "." + task)
        : tokens.x0().getManager().zeros(new Shape(config.width()));
  }

  private List<String> taskNames() {
    return config.tasks().stream().map(AdapterTask::name).toList();
  }

  /** Task-specific vector of one modality: stacked mixture blocks, then the mean, (n, d). */
  private NDArray extract(
      Readout.Part x,
      Parameters adapter,
      NDArray pattern,
      Modality m,
      String task,
      List<AdapterOutput.Gate> gates,
      boolean training) {
    NDArray z = x.states();
    for (int block : config.blocks()) {
      Parameters p = adapter.sub(block(m, block));
      LowRankMixture.Mixed mixed =
          LowRankMixture.of(z, x.mask(), pattern, p, form(), task, training);
      gates.add(new AdapterOutput.Gate(m, task, block, mixed.gate(), mixed.pi()));
      z = mixed.z();
    }
    return Torch.maskedMean(z, x.mask());
  }

  /** (n, k): how much each modality has to say, 0 where it is absent and the mask is hard. */
  private NDArray fusionWeights(
      NDArray joined, Parameters adapter, TokenBatch tokens, String task) {
    NDArray logits = linear(joined, adapter, "fusion." + task + ".gate");
    if (config.mixture().hardMask()) {
      NDArray present = Readout.columns(tokens, config.modalities());
      logits = logits.add(present.sub(1).mul(EXCLUDED));
    }
    return Torch.softmax(logits, 1);
  }

  /**
   * Fuses the vectors of the modalities and answers.
   *
   * @param vectors (n, d) each
   * @param joined the same side by side
   * @param weight (n, k)
   */
  private NDArray answer(
      NDList vectors,
      NDArray joined,
      NDArray weight,
      Parameters adapter,
      String task,
      boolean training) {
    NDArray fused = null;
    for (int m = 0; m < vectors.size(); m++) {
      NDArray part = vectors.get(m).mul(weight.get(":, " + m).reshape(-1, 1));
      fused = fused == null ? part : fused.add(part);
    }
    float share = config.mixture().dropout();
    NDArray read = headsOnFused() ? fused : Torch.concat(new NDList(joined, fused), 1);
    NDArray all = dropout(read, share, training);
    NDArray hidden = Torch.gelu(linear(all, adapter, "head." + task + ".0"));
    return linear(dropout(hidden, share, training), adapter, "head." + task + ".2");
  }

  private static NDArray linear(NDArray x, Parameters p, String name) {
    return Torch.linear(x, p.get(name + ".weight"), p.get(name + ".bias"));
  }

  private static NDArray dropout(NDArray x, float share, boolean training) {
    return training && share > 0 ? Dropout.dropout(x, share, true).singletonOrThrow() : x;
  }
}
