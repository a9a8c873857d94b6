package io.lacuna.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.evaluate.ScoreJson;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.evaluate.TextTable;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.TrainedAdapter;
import io.lacuna.trainer.loop.Checkpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}: methods on the same data, rounds and seeds, per presence mask. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare methods on a data set folder: each is trained on the same subjects with the same"
          + " seeds and judged under every presence mask, with 95 %% intervals and paired"
          + " differences of the first method to the others.",
      "Judges on the split 'test', or with --folds on every subject once a seed."
    },
    footer = {
      "Intervals are over groups where at least 20 are judged, else over subjects.",
      "Example: compare --config adapters-trainer/configs/mosi.json --data FOLDER --folds 5 --seeds 5"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingOptions training;

  @Option(
      names = "--methods",
      split = ",",
      converter = CompareMethod.Converter.class,
      completionCandidates = CompareMethod.Candidates.class,
      description =
          "of ${COMPLETION-CANDIDATES}, the first is compared with the others (${DEFAULT-VALUE})")
  private List<CompareMethod> methods =
      List.of(
          CompareMethod.ADAPTER,
          CompareMethod.HEAD_ONLY,
          CompareMethod.ZERO_FILL,
          CompareMethod.PRIOR);

  @Option(
      names = "--seeds",
      description = "how many, from the configuration's on (${DEFAULT-VALUE})")
  private int seeds = 1;

  @Option(names = "--folds", description = "grouped cross-validation with so many folds")
  private Integer folds;

  @Option(
      names = "--missing",
      split = ",",
      paramLabel = "SHARE",
      description =
          "shares of training subjects that lack modalities, the same ones for every method and"
              + " epoch; a table for each (default: each method as configured)")
  private List<Double> missing = List.of();

  @Option(
      names = "--train",
      paramLabel = "N",
      description = "learn from N training subjects only, chosen by a hash of their names")
  private Integer train;

  @Option(
      names = "--trained",
      description = "judge the adapter in the models folder instead of training one per seed")
  private boolean trained;

  @Option(names = "--json", description = "print the figures as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    check();
    TrainingConfig c = training.config(spec);
    DataSet set = training.dataSet(c, spec);
    LongFunction<List<Round>> rounds = rounds(set);
    Torch.inferenceThread();
    BaseMaker maker = new BaseMaker(c, set, training.models(c), training.device());
    try (Workspace workspace = new Workspace(set, maker.reader());
        BaseSource bases =
            maker.source(folds != null, trained, train != null || !missing.isEmpty())) {
      List<Long> all = LongStream.range(c.seed(), c.seed() + seeds).boxed().toList();
      Methods each = new Methods(c, set, !missing.isEmpty(), Checkpoints.none());
      List<Learner> learners = learners(each, c, bases);
      Comparison comparison = new Comparison(workspace, bases, c.bootstrapDraws());
      if (missing.isEmpty()) {
        print(null, comparison.run(learners, all, rounds, null));
      }
      for (Double share : missing) {
        print(share, comparison.run(learners, all, rounds, share));
      }
    }
    return 0;
  }

  private LongFunction<List<Round>> rounds(DataSet set) {
    int most = train == null ? Integer.MAX_VALUE : train;
    if (folds != null) {
      TrainingOptions.usage(spec, () -> Round.folds(set, folds, 0));
      return seed ->
          Round.folds(set, folds, seed).stream().map(r -> r.atMost(most, set, seed)).toList();
    }
    Round split = TrainingOptions.usage(spec, () -> Round.split(set));
    return seed -> List.of(split.atMost(most, set, seed));
  }

  private void check() {
    if (seeds < 1 || seeds > 1000) {
      throw new ParameterException(spec.commandLine(), "--seeds " + seeds + " must be 1 to 1000");
    }
    if (folds != null && folds < 2) {
      throw new ParameterException(spec.commandLine(), "--folds " + folds + " must be at least 2");
    }
    if (trained && (folds != null || !missing.isEmpty() || train != null || seeds > 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--trained excludes --folds, --missing, --train and more than one seed");
    }
    if (train != null && train < 1) {
      throw new ParameterException(spec.commandLine(), "--train " + train + " must be at least 1");
    }
    if (!missing.isEmpty() && methods.contains(CompareMethod.COMPLETE_ONLY)) {
      throw new ParameterException(
          spec.commandLine(), "--missing excludes the method complete-only: nobody is complete");
    }
    if (methods.stream().distinct().count() < methods.size()) {
      throw new ParameterException(spec.commandLine(), "--methods names a method twice");
    }
    for (double share : missing) {
      if (!(share >= 0 && share <= 1)) {
        throw new ParameterException(
            spec.commandLine(), "--missing " + share + " must be in [0, 1]");
      }
    }
  }

  private List<Learner> learners(Methods all, TrainingConfig c, BaseSource bases) {
    List<Learner> learners = new ArrayList<>();
    for (CompareMethod m : methods) {
      learners.add(
          m == CompareMethod.ADAPTER && trained
              ? new TrainedAdapter(adapter(c, bases))
              : all.of(m));
    }
    return learners;
  }

  private Adapter adapter(TrainingConfig c, BaseSource bases) {
    Base base = bases.on(null);
    return Adapter.load(
        training.models(c).resolve(c.adapterFolder()), base.manager(), base.digest());
  }

  /** With several shares, one JSON object a line. */
  private void print(Double share, ScoreTable table) {
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("missing", share);
      root.put("subjects", table.size()).put("seeds", seeds).put("level", 0.95);
      root.put("intervalsOver", table.overGroups() ? "groups" : "subjects");
      root.set("byPresence", ScoreJson.byPresence(table));
      root.set("steps", ScoreJson.steps(table));
      System.out.println(root);
    } else {
      if (share != null) {
        System.out.println("share of training subjects that lack modalities: " + share);
      }
      System.out.println(TextTable.of(table));
      System.out.println(TextTable.steps(table));
    }
  }
}
