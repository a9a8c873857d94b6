package io.lacuna.trainer;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.stage.Answers;
import io.lacuna.trainer.stage.Targets;
import io.lacuna.trainer.stage.ZeroFill;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An adapter against zero-fill on the same base and against the class prior, on the test split, for
 * every presence mask. The zero-fill head is trained here, on the same training split.
 */
final class Comparison {
  static final String ZERO_FILL = "zero-fill";
  static final String PRIOR = "prior";

  private final DataSet set;
  private final Base base;
  private final Adapter adapter;
  private final LoopSettings zeroFill;
  private final int draws;
  private final Checkpoints checkpoints;

  Comparison(
      DataSet set,
      Base base,
      Adapter adapter,
      LoopSettings zeroFill,
      int draws,
      Checkpoints checkpoints) {
    this.set = set;
    this.base = base;
    this.adapter = adapter;
    this.zeroFill = zeroFill;
    this.draws = draws;
    this.checkpoints = checkpoints;
  }

  /** Inputs of the first block per split. */
  ScoreTable run(Map<Split, List<SubjectTokens>> inputs) {
    long seed = adapter.config().seed();
    Map<Split, Targets> targets = new EnumMap<>(Split.class);
    for (Split s : Split.values()) {
      targets.put(s, new Targets(set.tasks(), set.of(s)));
    }
    ZeroFill baseline =
        ZeroFill.train(
            base,
            adapter.config(),
            targets.get(Split.TRAIN),
            inputs.get(Split.TRAIN),
            targets.get(Split.VALIDATION),
            inputs.get(Split.VALIDATION),
            zeroFill,
            seed,
            checkpoints);
    List<LabelledSubject> subjects = set.of(Split.TEST);
    List<SubjectTokens> test = inputs.get(Split.TEST);
    ScoreTable table = new ScoreTable(subjects, set.tasks(), draws, seed);
    for (PresenceMask mask : masks()) {
      LinkedHashMap<String, List<List<float[]>>> scores = new LinkedHashMap<>();
      scores.put(adapter.config().id(), adapted(test, mask));
      scores.put(ZERO_FILL, baseline.scores(test, mask));
      scores.put(PRIOR, Collections.nCopies(test.size(), adapter.model().prior()));
      table.add(mask, scores);
    }
    return table;
  }

  /** All modalities of the data set first, then fewer and fewer. */
  private List<PresenceMask> masks() {
    PresenceMask all = PresenceMask.of(EnumSet.copyOf(set.modalities()));
    List<PresenceMask> masks =
        new ArrayList<>(
            PresenceMask.nonEmpty().stream().filter(m -> (m.bits() & ~all.bits()) == 0).toList());
    masks.sort((a, b) -> a.count() != b.count() ? b.count() - a.count() : a.bits() - b.bits());
    return masks;
  }

  private List<List<float[]>> adapted(List<SubjectTokens> test, PresenceMask mask) {
    List<SubjectTokens> shown = test.stream().map(s -> s.only(mask)).toList();
    return Answers.of(
        adapter.model(),
        shown,
        base.manager(),
        tokens -> adapter.model().forward(base, adapter.parameters(), tokens, false));
  }
}
