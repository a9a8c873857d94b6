package io.lacuna.trainer.compare;

import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.setup.Round;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;

/** What is compared: methods, rounds, seeds, protocols. */
final class WhatOptions {
  private static final String ALL = "all";
  private static final int FOLDS = 5;
  private static final String COMPLETE_ONLY = "complete-only";

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description =
          "see --list; or all. A name may be followed by settings, e.g. mmolre:r=4:experts=8"
              + " (${DEFAULT-VALUE})")
  private List<String> methods = List.of("adapter", "head-only", "zero-fill", "prior");

  @Option(
      names = "--reference",
      paramLabel = "METHOD",
      description = "which the others are compared with (default: the first)")
  private String reference;

  @Option(
      names = "--seeds",
      description = "how many, from the configuration's on (${DEFAULT-VALUE})")
  private int seeds = 1;

  @Option(
      names = "--folds",
      description =
          "grouped cross-validation with so many folds (default: 5, unless there is a split"
              + " 'test')")
  private Integer folds;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description =
          "of the training subjects, in whole groups, to choose an epoch by where there is no split"
              + " 'validation'; 0: methods run their whole schedule (${DEFAULT-VALUE})")
  private double validation = 0.15;

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
      names = "--validate",
      paramLabel = "N",
      description = "choose an epoch on N validation subjects only, chosen in the same way")
  private Integer validate;

  @Option(
      names = "--trained",
      description = "judge the adapter in the models folder instead of training one per seed")
  private boolean trained;

  @Option(
      names = "--protocol",
      split = ",",
      paramLabel = "PROTOCOL",
      description =
          "fixed: every presence mask. random: each modality missing at a rate of 0 to 0.9, one"
              + " always left. mora70: 70 %% of subjects lack one, in training and in test"
              + " (${DEFAULT-VALUE})")
  private List<String> protocols = List.of("fixed");

  /**
   * @throws IllegalArgumentException if a value cannot be used, or two do not go together
   */
  void check() {
    require(seeds >= 1 && seeds <= 1000, "--seeds " + seeds + " must be 1 to 1000");
    require(folds == null || folds >= 2, "--folds " + folds + " must be at least 2");
    require(validation >= 0 && validation < 1, "--validation " + validation + " must be in [0, 1)");
    List<ProtocolKind> kinds = protocols();
    boolean less = train != null || validate != null;
    boolean one = folds == null && missing.isEmpty() && !less && seeds == 1;
    require(
        !trained || (one && !kinds.contains(ProtocolKind.MORA70)),
        "--trained excludes --folds, --missing, --train, --validate, mora70 and more than one seed");
    require(train == null || train >= 1, "--train " + train + " must be at least 1");
    require(validate == null || validate >= 1, "--validate " + validate + " must be at least 1");
    require(
        missing.isEmpty() || !methods.contains(COMPLETE_ONLY),
        "--missing excludes the method complete-only: nobody is complete");
    require(
        methods.stream().distinct().count() == methods.size(), "--methods names a method twice");
    require(missing.stream().distinct().count() == missing.size(), "--missing names a share twice");
    require(!methods.contains(ALL) || methods.size() == 1, "--methods all stands for every method");
    for (double share : missing) {
      require(share >= 0 && share <= 1, "--missing " + share + " must be in [0, 1]");
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The methods that are asked for; with {@code all}, every one of the catalogue. */
  List<Method> methods() {
    List<String> words = isAll() ? Catalogue.entries().stream().map(Entry::name).toList() : methods;
    return words.stream().map(Catalogue::method).toList();
  }

  boolean isAll() {
    return methods.equals(List.of(ALL));
  }

  /** Position of the reference among methods. */
  int reference(List<Method> among) {
    if (reference == null) {
      return 0;
    }
    List<String> words = among.stream().map(Method::toString).toList();
    require(words.contains(reference), "--reference " + reference + " must be one of " + words);
    return words.indexOf(reference);
  }

  List<Long> seeds(long first) {
    return LongStream.range(first, first + seeds).boxed().toList();
  }

  List<ProtocolKind> protocols() {
    return List.copyOf(new LinkedHashSet<>(protocols.stream().map(ProtocolKind::of).toList()));
  }

  /** What methods are trained on for {@code fixed} and {@code random}. */
  List<TrainingTable> tables() {
    return missing.isEmpty()
        ? List.of(TrainingTable.AS_CONFIGURED)
        : missing.stream().map(TrainingTable::lacking).toList();
  }

  boolean isTrained() {
    return trained;
  }

  boolean isCrossValidated(DataSet set) {
    return folds != null || set.of(Split.TEST).isEmpty();
  }

  /** Whether methods learn from less than the training split. */
  boolean learnsFromLess() {
    return train != null || !missing.isEmpty() || protocols().contains(ProtocolKind.MORA70);
  }

  /**
   * Who is judged and learnt from.
   *
   * @throws IllegalArgumentException if the data set cannot be divided like that
   */
  LongFunction<List<Round>> rounds(DataSet set) {
    // a trained adapter is judged as its training judged it
    double share = trained ? 0 : validation;
    if (isCrossValidated(set)) {
      int count = folds == null ? FOLDS : folds;
      Round.folds(set, count, 0);
      return seed ->
          Round.folds(set, count, seed).stream().map(r -> fewer(r, share, set, seed)).toList();
    }
    Round split = Round.split(set);
    return seed -> List.of(fewer(split, share, set, seed));
  }

  private Round fewer(Round round, double share, DataSet set, long seed) {
    return round
        .withValidation(share, set, seed)
        .atMost(train == null ? Integer.MAX_VALUE : train, set, seed)
        .validationAtMost(validate == null ? Integer.MAX_VALUE : validate, set, seed);
  }
}
