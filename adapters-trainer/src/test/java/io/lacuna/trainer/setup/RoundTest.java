package io.lacuna.trainer.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schema.Modality;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who chooses the epoch: a share of the training groups, whole ones. */
class RoundTest {
  private static final int SUBJECTS = 200;
  private static final DataSet SET =
      new DataSet(
          "made",
          "made",
          "call",
          List.of(),
          List.of(Modality.TEXT),
          Map.of(),
          IntStream.range(0, SUBJECTS)
              .mapToObj(
                  i -> new LabelledSubject("s" + i, "g" + i % 25, Split.TRAIN, Map.of(), Map.of()))
              .toList(),
          "",
          "");

  private static Set<String> groups(int[] positions) {
    return Arrays.stream(positions)
        .mapToObj(i -> SET.subjects().get(i).group())
        .collect(Collectors.toSet());
  }

  @Test
  void validationIsWholeGroupsOfTheTrainingPart() {
    for (Round fold : Round.folds(SET, 5, 3)) {
      Round round = fold.withValidation(0.15, SET, 3);
      assertThat(round.test()).isEqualTo(fold.test());
      assertThat(round.train().length + round.validation().length).isEqualTo(fold.train().length);
      assertThat(groups(round.train())).doesNotContainAnyElementsOf(groups(round.validation()));
      assertThat(groups(round.test())).doesNotContainAnyElementsOf(groups(round.validation()));
      double share = round.validation().length / (double) fold.train().length;
      assertThat(share).isBetween(0.15, 0.15 + 8.0 / fold.train().length);
    }
  }

  @Test
  void itHangsOnTheSeedAndIsNotTakenTwice() {
    Round fold = Round.folds(SET, 5, 3).get(0);
    Round round = fold.withValidation(0.15, SET, 3);
    assertThat(fold.withValidation(0.15, SET, 3).validation()).isEqualTo(round.validation());
    assertThat(fold.withValidation(0.15, SET, 4).validation()).isNotEqualTo(round.validation());
    assertThat(round.withValidation(0.5, SET, 3)).isSameAs(round);
    assertThat(fold.withValidation(0, SET, 3)).isSameAs(fold);
  }

  @Test
  void aGroupIsLeftToLearnFrom() {
    Round two = new Round(new int[] {0, 1, 25, 26}, new int[0], new int[] {2});
    Round round = two.withValidation(0.99, SET, 1);
    assertThat(groups(round.train())).hasSize(1);
    assertThat(groups(round.validation())).hasSize(1);
    Round one = new Round(new int[] {0, 25}, new int[0], new int[] {2});
    assertThat(one.withValidation(0.5, SET, 1).train()).containsExactly(0, 25);
  }

  @Test
  void fewerLearnAndChooseWhileAllAreJudged() {
    Round round = Round.folds(SET, 5, 3).get(0).withValidation(0.3, SET, 3);
    Round fewer = round.atMost(30, SET, 3).validationAtMost(10, SET, 3);
    assertThat(fewer.train()).hasSize(30).isSorted();
    assertThat(fewer.validation()).hasSize(10).isSorted();
    assertThat(fewer.test()).isEqualTo(round.test());
    assertThat(Arrays.stream(fewer.train()).boxed())
        .isSubsetOf(Arrays.stream(round.train()).boxed().toList());
    assertThat(Arrays.stream(fewer.validation()).boxed())
        .isSubsetOf(Arrays.stream(round.validation()).boxed().toList());
    assertThat(round.validationAtMost(10, SET, 4).validation()).isNotEqualTo(fewer.validation());
    assertThat(round.validationAtMost(1000, SET, 3).validation()).isEqualTo(round.validation());
  }
}
