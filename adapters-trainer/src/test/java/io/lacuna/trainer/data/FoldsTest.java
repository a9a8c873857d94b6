package io.lacuna.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldsTest {
  private static final int LARGEST = 12;

  /** Groups of 1 to {@value #LARGEST} subjects. */
  private static List<LabelledSubject> subjects(int groups) {
    List<LabelledSubject> subjects = new ArrayList<>();
    Random random = new Random(3);
    for (int g = 0; g < groups; g++) {
      int size = g == 0 ? LARGEST : 1 + random.nextInt(LARGEST);
      for (int i = 0; i < size; i++) {
        String id = "g" + g + "/" + i;
        subjects.add(new LabelledSubject(id, "g" + g, Split.UNASSIGNED, Map.of(), Map.of()));
      }
    }
    return subjects;
  }

  private static Map<String, Integer> foldOfGroup(Folds folds) {
    Map<String, Integer> foldOf = new TreeMap<>();
    for (int f = 0; f < folds.count(); f++) {
      for (LabelledSubject s : folds.held(f)) {
        assertThat(foldOf.getOrDefault(s.group(), f)).as("fold of %s", s.group()).isEqualTo(f);
        foldOf.put(s.group(), f);
      }
    }
    return foldOf;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void everySubjectIsHeldOnceAndNoGroupIsTorn(long seed) {
    List<LabelledSubject> all = subjects(40);
    Folds folds = Folds.of(all, 5, seed);
    List<LabelledSubject> held = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      held.addAll(folds.held(f));
      Set<LabelledSubject> both = new HashSet<>(folds.held(f));
      both.retainAll(folds.rest(f));
      assertThat(both).isEmpty();
      assertThat(folds.held(f).size() + folds.rest(f).size()).isEqualTo(all.size());
    }
    assertThat(held).containsExactlyInAnyOrderElementsOf(all);
    assertThat(foldOfGroup(folds)).hasSize(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void foldsDifferByNoMoreThanTheLargestGroup(long seed) {
    Folds folds = Folds.of(subjects(40), 5, seed);
    List<Integer> sizes = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      sizes.add(folds.held(f).size());
    }
    assertThat(Collections.max(sizes) - Collections.min(sizes)).isBetween(0, LARGEST);
    assertThat(Collections.min(sizes)).isPositive();
  }

  @Test
  void theOrderOfTheSubjectsDoesNotMatterAndTheSeedDoes() {
    List<LabelledSubject> all = subjects(40);
    Map<String, Integer> folds = foldOfGroup(Folds.of(all, 5, 1));
    Collections.shuffle(all, new Random(9));
    assertThat(foldOfGroup(Folds.of(all, 5, 1))).isEqualTo(folds);
    assertThat(foldOfGroup(Folds.of(all, 5, 2))).isNotEqualTo(folds);
  }

  @Test
  void asManyFoldsAsGroupsHoldOneGroupEach() {
    Folds folds = Folds.of(subjects(4), 4, 1);
    for (int f = 0; f < 4; f++) {
      assertThat(folds.held(f).stream().map(LabelledSubject::group).collect(Collectors.toSet()))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 5})
  void refusesOtherNumbersOfFolds(int count) {
    assertThatThrownBy(() -> Folds.of(subjects(4), count, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be in [2, 4]");
  }
}
