package io.lacuna.trainer.corpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Source items dealt to the splits; no item is dealt twice. */
final class SourcePool<T> {
  private static final double VALIDATION_SHARE = 0.1;
  private static final double TEST_SHARE = 0.3;

  private final Map<Split, List<T>> items = new EnumMap<>(Split.class);

  private SourcePool() {}

  /** Deals 60 % to training, 10 % to validation, 30 % to test, at least one item to each. */
  static <T> SourcePool<T> deal(List<T> all, Random random) {
    if (all.size() < Split.values().length) {
      throw new IllegalArgumentException("cannot split " + all.size() + " items three ways");
    }
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    int validation = Math.max(1, (int) Math.round(all.size() * VALIDATION_SHARE));
    int test = Math.max(1, (int) Math.round(all.size() * TEST_SHARE));
    return of(
        shuffled.subList(validation + test, shuffled.size()),
        shuffled.subList(0, validation),
        shuffled.subList(validation, validation + test));
  }

  static <T> SourcePool<T> of(List<T> train, List<T> validation, List<T> test) {
    SourcePool<T> pool = new SourcePool<>();
    pool.items.put(Split.TRAIN, List.copyOf(train));
    pool.items.put(Split.VALIDATION, List.copyOf(validation));
    pool.items.put(Split.TEST, List.copyOf(test));
    return pool;
  }

  List<T> items(Split split) {
    return items.get(split);
  }

  T draw(Split split, Random random) {
    List<T> candidates = items.get(split);
    return candidates.get(random.nextInt(candidates.size()));
  }
}
